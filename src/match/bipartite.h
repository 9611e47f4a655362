/// Maximum matching in a bipartite graph: the largest set of pairs in which no one appears twice.
///
/// Source    Hopcroft and Karp 1973, in the layered form of D. Eppstein (2002) that mir_eval uses.
///           A largest matching is rarely unique, and some metrics (overlap, velocity) depend on
///           which one is taken; so the order of work is that of mir_eval, and the result with it.
/// Cost      O(E sqrt(V)).
/// Thread    safe.
#pragma once

#include <vector>

namespace divisi::match {

/// Left and right vertices are numbered apart from each other, both from 0.
struct Edge {
  int left = 0;
  int right = 0;

  friend bool operator==(const Edge&, const Edge&) = default;
};

/// Pairs in rising order of `right`. The order of `edges` settles ties: left vertices are tried in
/// order of first appearance, the neighbours of each in the order of its edges.
/// Requires: vertex numbers >= 0.
std::vector<Edge> maximum_matching(const std::vector<Edge>& edges);

}  // namespace divisi::match
