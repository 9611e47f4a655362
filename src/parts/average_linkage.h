/// Merges the most alike again and again: agglomerative clustering with average linkage.
///
/// Why fast  Two groups that are each other's most alike may be merged at once, whoever is more
///           alike elsewhere: a mean is never nearer to a third than the nearer of what it is a
///           mean of. So one walks from group to most alike group until two point at each other,
///           and sorts the merges afterwards.
/// Source    Sokal and Michener 1958 (UPGMA); nearest-neighbour chains: Benzécri 1982, Murtagh
///           1983.
/// Shapes    similarity [N, N], symmetric; its diagonal is not read.
/// Errors    none; what is no number counts as least alike.
/// Cost      O(N^2) memory and time.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace divisi::parts {

struct LinkageItems {
  std::vector<float> similarity;  ///< [N, N]; holds anything afterwards
  std::vector<double> weights;    ///< [N] how many each item stands for, > 0
};

/// A group for each item: numbers from 0 on, in order of their first item. `goes_on(best, groups)`
/// is asked before each merge, with the best mean similarity of two groups and how many there are.
std::vector<int> average_linkage(LinkageItems&& items,
                                 const std::function<bool(double, std::size_t)>& goes_on);

}  // namespace divisi::parts
