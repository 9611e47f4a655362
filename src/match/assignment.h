/// The cheapest way to pair the rows of a matrix with its columns, no one twice.
///
/// Source    D. F. Crouse, "On implementing 2D rectangular assignment algorithms" (IEEE Trans.
///           Aerospace and Electronic Systems 52(4), 2016): shortest augmenting paths with dual
///           variables, after Jonker and Volgenant 1987. A cheapest assignment is rarely unique
///           where costs repeat; ties are settled in the order of scipy.optimize's
///           linear_sum_assignment, so that results agree with the published comparison.
/// Shapes    costs [rows, columns], row by row; rectangular either way.
/// Cost      O(n^3), n the longer side.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace divisi::match {

/// For each row the column it is paired with, -1 for none: min(rows, columns) pairs are made,
/// whatever they cost, and the sum of their costs is the least there is.
/// Requires: costs.size() == rows * columns; all costs finite.
std::vector<int> minimum_cost_assignment(std::span<const double> costs, std::size_t rows,
                                         std::size_t columns);

}  // namespace divisi::match
