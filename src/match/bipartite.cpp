// Each round builds layers outwards from the unmatched left vertices, along edges to the right and
// back along pairs of the matching, until a layer holds unmatched right vertices. From each of
// those a search runs backwards through the layers; a path that reaches a free left vertex is
// flipped, which makes the matching one pair larger. Every vertex is used once in a round. The
// search keeps its own stack, since a path may be as long as the graph.

#include "match/bipartite.h"

#include <algorithm>
#include <utility>

#include "core/check.h"

namespace divisi::match {
namespace {

constexpr int kNone = -1;  // not in a layer, or spent
constexpr int kFree = -2;  // unmatched: a path may end here

class Matcher {
 public:
  explicit Matcher(const std::vector<Edge>& edges) {
    int left_count = 0;
    int right_count = 0;
    for (const Edge& edge : edges) {
      DIVISI_CHECK(edge.left >= 0 && edge.right >= 0, "vertices are numbered from 0");
      left_count = std::max(left_count, edge.left + 1);
      right_count = std::max(right_count, edge.right + 1);
    }
    neighbours_.resize(static_cast<std::size_t>(left_count));
    partner_.assign(static_cast<std::size_t>(right_count), kNone);
    for (const Edge& edge : edges) {
      std::vector<int>& list = neighbours_[static_cast<std::size_t>(edge.left)];
      if (list.empty()) lefts_.push_back(edge.left);
      list.push_back(edge.right);
    }
  }

  std::vector<Edge> run() {
    start_greedily();
    while (build_layers()) {
      for (const int right : ends_) augment(right);
    }
    std::vector<Edge> pairs;
    for (std::size_t right = 0; right < partner_.size(); ++right) {
      if (partner_[right] != kNone) pairs.push_back({partner_[right], static_cast<int>(right)});
    }
    return pairs;
  }

 private:
  struct Step {
    int right = 0;
    std::vector<int> candidates;  // left vertices of the layer before
    std::size_t next = 0;
    int chosen = kNone;
  };

  const std::vector<int>& neighbours(int left) const {
    return neighbours_[static_cast<std::size_t>(left)];
  }
  int& partner(int right) { return partner_[static_cast<std::size_t>(right)]; }
  int& before_left(int left) { return before_left_[static_cast<std::size_t>(left)]; }

  void start_greedily() {
    for (const int left : lefts_) {
      for (const int right : neighbours(left)) {
        if (partner(right) != kNone) continue;
        partner(right) = left;
        break;
      }
    }
  }

  /// Returns whether some path reaches an unmatched right vertex; those are then in `ends_`.
  bool build_layers() {
    before_left_.assign(neighbours_.size(), kFree);
    before_right_.assign(partner_.size(), {});
    in_layers_.assign(partner_.size(), false);
    ends_.clear();
    for (const int left : partner_) {
      if (left != kNone) before_left(left) = kNone;
    }
    std::vector<int> layer;
    for (const int left : lefts_) {
      if (before_left(left) == kFree) layer.push_back(left);
    }
    while (!layer.empty() && ends_.empty()) layer = next_layer(layer);
    return !ends_.empty();
  }

  std::vector<int> next_layer(const std::vector<int>& layer) {
    std::vector<int> rights;
    for (const int left : layer) {
      for (const int right : neighbours(left)) {
        if (in_layers_[static_cast<std::size_t>(right)]) continue;
        std::vector<int>& before = before_right_[static_cast<std::size_t>(right)];
        if (before.empty()) rights.push_back(right);
        before.push_back(left);
      }
    }
    std::vector<int> lefts;
    for (const int right : rights) {
      in_layers_[static_cast<std::size_t>(right)] = true;
      if (partner(right) == kNone) {
        ends_.push_back(right);
      } else {
        lefts.push_back(partner(right));
        before_left(partner(right)) = right;
      }
    }
    return lefts;
  }

  bool enter(int right, std::vector<Step>& path) {
    if (!in_layers_[static_cast<std::size_t>(right)]) return false;
    in_layers_[static_cast<std::size_t>(right)] = false;
    path.push_back({right, std::move(before_right_[static_cast<std::size_t>(right)])});
    return true;
  }

  void augment(int end) {
    std::vector<Step> path;
    enter(end, path);
    while (!path.empty()) {
      Step& step = path.back();
      if (step.next == step.candidates.size()) {
        path.pop_back();  // a dead end: the step before tries its next candidate
        continue;
      }
      const int left = step.candidates[step.next++];
      const int before = std::exchange(before_left(left), kNone);
      if (before == kNone) continue;
      step.chosen = left;
      if (before == kFree) {
        for (const Step& flipped : path) partner(flipped.right) = flipped.chosen;
        return;
      }
      enter(before, path);
    }
  }

  std::vector<int> lefts_;                      // in order of first appearance
  std::vector<std::vector<int>> neighbours_;    // of each left vertex
  std::vector<int> partner_;                    // of each right vertex, or kNone
  std::vector<int> before_left_;                // right vertex by which a left one was reached
  std::vector<std::vector<int>> before_right_;  // left vertices by which a right one was reached
  std::vector<bool> in_layers_;                 // right vertices not yet used in this round
  std::vector<int> ends_;
};

}  // namespace

std::vector<Edge> maximum_matching(const std::vector<Edge>& edges) { return Matcher(edges).run(); }

}  // namespace divisi::match
