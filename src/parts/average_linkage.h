/// Merges the most alike again and again: agglomerative clustering with average linkage.
///
/// Source    Sokal and Michener 1958 (UPGMA); each row remembers its best partner, as in Müllner
/// 2011,
///           section 3.
/// Shapes    similarity [N, N], symmetric; its diagonal is not read.
/// Cost      O(N^2) memory; O(N^2) time in practice, O(N^3) at worst.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace divisi::parts {

struct LinkageItems {
  std::vector<float> similarity;  ///< [N, N]; used up
  std::vector<double> weights;    ///< [N] how many each item stands for, > 0
};

/// A group for each item: numbers from 0 on, in order of their first item. `goes_on(best, groups)`
/// is asked before each merge, with the best mean similarity of two groups and how many there are.
std::vector<int> average_linkage(LinkageItems items,
                                 const std::function<bool(double, std::size_t)>& goes_on);

}  // namespace divisi::parts
