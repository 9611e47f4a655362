#include "parts/average_linkage.h"

#include <limits>
#include <numeric>

#include "core/check.h"

namespace divisi::parts {
namespace {

class Linkage {
 public:
  explicit Linkage(LinkageItems items)
      : count_(items.weights.size()),
        similarity_(std::move(items.similarity)),
        weights_(std::move(items.weights)),
        group_(count_),
        partner_(count_, 0),
        partner_value_(count_, -std::numeric_limits<double>::infinity()) {
    DIVISI_CHECK(similarity_.size() == count_ * count_, "similarities are [N, N]");
    std::iota(group_.begin(), group_.end(), 0);
    alive_ = group_;
    for (const std::size_t i : alive_) find_partner(i);
  }

  std::size_t group_count() const { return alive_.size(); }

  /// The group that is most like its partner. Requires: at least two groups.
  std::size_t best() const {
    std::size_t found = alive_.front();
    for (const std::size_t i : alive_) {
      if (partner_value_[i] > partner_value_[found]) found = i;
    }
    return found;
  }
  double best_value(std::size_t of) const { return partner_value_[of]; }

  void merge_with_partner(std::size_t kept) {
    const std::size_t gone = partner_[kept];
    std::erase(alive_, gone);
    const double all = weights_[kept] + weights_[gone];
    for (const std::size_t i : alive_) {
      if (i == kept) continue;
      const double mean = (weights_[kept] * value(kept, i) + weights_[gone] * value(gone, i)) / all;
      at(kept, i) = at(i, kept) = static_cast<float>(mean);
    }
    weights_[kept] = all;
    for (std::size_t& group : group_) {
      if (group == gone) group = kept;
    }
    if (alive_.size() < 2) return;
    for (const std::size_t i : alive_) {
      const bool lost_its_partner = partner_[i] == gone || partner_[i] == kept || i == kept;
      if (lost_its_partner) {
        find_partner(i);
      } else if (value(i, kept) > partner_value_[i]) {
        partner_[i] = kept;
        partner_value_[i] = value(i, kept);
      }
    }
  }

  std::vector<int> numbered_groups() const {
    std::vector<int> numbers(count_, -1);
    std::vector<int> result;
    int next = 0;
    for (const std::size_t group : group_) {
      if (numbers[group] < 0) numbers[group] = next++;
      result.push_back(numbers[group]);
    }
    return result;
  }

 private:
  float& at(std::size_t i, std::size_t j) { return similarity_[i * count_ + j]; }
  double value(std::size_t i, std::size_t j) const { return similarity_[i * count_ + j]; }

  void find_partner(std::size_t i) {
    double best = -std::numeric_limits<double>::infinity();
    for (const std::size_t j : alive_) {
      if (j == i || value(i, j) <= best) continue;
      best = value(i, j);
      partner_[i] = j;
    }
    partner_value_[i] = value(i, partner_[i]);
  }

  std::size_t count_;
  std::vector<float> similarity_;
  std::vector<double> weights_;
  std::vector<std::size_t> group_;
  std::vector<std::size_t> partner_;
  std::vector<double> partner_value_;  ///< how alike they are: read far more often than it changes
  std::vector<std::size_t> alive_;
};

}  // namespace

std::vector<int> average_linkage(LinkageItems items,
                                 const std::function<bool(double, std::size_t)>& goes_on) {
  Linkage linkage(std::move(items));
  while (linkage.group_count() > 1) {
    const std::size_t best = linkage.best();
    if (!goes_on(linkage.best_value(best), linkage.group_count())) break;
    linkage.merge_with_partner(best);
  }
  return linkage.numbered_groups();
}

}  // namespace divisi::parts
