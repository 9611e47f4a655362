/// Which items belong together, given how alike each two are and how many groups there are.
///
/// Source    Laplacian: Shi and Malik 2000; labels by cluster-QR: Damle, Minden and Ying 2019,
///           algorithm 1 (deterministic, no k-means); affinity exp(g_i · g_j) of Li and Zhu 2026.
/// Shapes    items [N, D] -> labels [N], each in [0, K).
/// Cost      N^2 memory (8 bytes); time N^3 up to 400 items, then N^2 (K + 8) for each of some
///           tens of steps.
/// Errors    none: no items give no labels; with at most as many items as groups, each is its own.
/// Thread    safe. Another order of the items gives the same groups.
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "parts/dense_linear_algebra.h"

namespace divisi::parts {

/// exp(g_i · g_j), [N, N]. Requires: finite numbers.
DenseMatrix exponential_affinity(const Map2d& items);

/// Requires: `affinity` symmetric, not negative; cluster_count >= 1. Its diagonal is not looked at.
std::vector<int> cluster_affinity(DenseMatrix affinity, int cluster_count);

/// Both in one. Requires: cluster_count >= 1.
std::vector<int> cluster_items(const Map2d& items, int cluster_count);

/// Labels of the rows of `vectors` [N, K], eigenvectors as columns.
std::vector<int> cluster_qr(const DenseMatrix& vectors);

}  // namespace divisi::parts
