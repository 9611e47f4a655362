/// Vectors of many dimensions in a plane, neighbours staying neighbours: for pictures only.
///
/// Source    van der Maaten and Hinton 2008, algorithm 1 with early exaggeration (section 3.4), all
///           pairs exactly; step sizes by Jacobs 1988 as in their implementation.
/// Shapes    vectors [N, D], row by row -> [N, 2].
/// Cost      O(N^2) for each of 750 steps: a second for 300 vectors.
/// Thread    safe. The same vectors give the same picture.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace divisi::slots {

/// `perplexity` is how many neighbours each vector has, about; it is lowered where there are few.
/// Requires: vectors.size() a multiple of `dimensions`.
std::vector<std::array<double, 2>> flatten_by_tsne(const std::vector<float>& vectors,
                                                   std::size_t dimensions,
                                                   double perplexity = 12.0);

}  // namespace divisi::slots
