#include "parts/average_linkage.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/check.h"

namespace divisi::parts {
namespace {

constexpr float kGone = -1e37f;     ///< how alike a group is that is none any more, or the same
constexpr float kGreatest = 1e30f;  ///< means of such numbers are numbers

/// The greatest of values[i] + absent[i]. In eight strands, none of which waits for the others.
float greatest_of(const float* values, const float* absent, std::size_t count) {
  constexpr std::size_t kStrands = 8;
  float greatest[kStrands];
  std::fill_n(greatest, kStrands, kGone);
  std::size_t begin = 0;
  for (; begin + kStrands <= count; begin += kStrands) {
    for (std::size_t i = 0; i < kStrands; ++i) {
      const float value = values[begin + i] + absent[begin + i];
      greatest[i] = greatest[i] < value ? value : greatest[i];
    }
  }
  float most = *std::max_element(greatest, greatest + kStrands);
  for (; begin < count; ++begin) most = std::max(most, values[begin] + absent[begin]);
  return most;
}

struct Merge {
  double similarity;
  std::size_t one, other;  ///< items of the two groups
};

/// All merges down to one group, each of two groups that are each other's most alike, found by
/// going from group to most alike group until two point at each other.
class Chain {
 public:
  explicit Chain(LinkageItems items)
      : size_(items.weights.size()),
        similarity_(std::move(items.similarity)),
        weights_(std::move(items.weights)),
        item_(size_),
        lowest_(size_, std::numeric_limits<double>::infinity()),
        absent_(size_, 0.0f),
        alive_(size_) {
    DIVISI_CHECK(similarity_.size() == size_ * size_, "similarities are [N, N]");
    std::iota(item_.begin(), item_.end(), std::size_t{0});
    for (float& value : similarity_)
      value = value > -kGreatest ? std::min(value, kGreatest) : -kGreatest;
    for (std::size_t i = 0; i < size_; ++i) row(i)[i] = kGone;
  }

  std::vector<Merge> all_merges() {
    std::vector<Merge> merges;
    while (alive_ > 1) {
      if (chain_.empty()) chain_.push_back(first_alive());
      const std::size_t last = chain_.back();
      const std::size_t before = chain_.size() > 1 ? chain_[chain_.size() - 2] : last;
      const std::size_t next = most_alike(last, before);
      if (next != before) {
        chain_.push_back(next);
        continue;
      }
      chain_.resize(chain_.size() - 2);
      merges.push_back(merge(std::min(last, next), std::max(last, next)));
      if (10 * alive_ < 7 * size_) close_ranks();
    }
    return merges;
  }

 private:
  float* row(std::size_t i) { return similarity_.data() + i * size_; }

  std::size_t first_alive() const {
    return static_cast<std::size_t>(std::find(absent_.begin(), absent_.end(), 0.0f) -
                                    absent_.begin());
  }

  /// Of equals the one before in the chain, so that it ends.
  std::size_t most_alike(std::size_t i, std::size_t before) {
    const float* values = row(i);
    const float most = greatest_of(values, absent_.data(), size_);
    if (values[before] == most) return before;
    std::size_t found = 0;
    while (values[found] + absent_[found] != most) ++found;
    return found;
  }

  Merge merge(std::size_t kept, std::size_t gone) {
    float* ours = row(kept);
    const float* theirs = row(gone);
    const double all = weights_[kept] + weights_[gone];
    const double part = weights_[kept] / all;
    const float share = part >= 0.0 && part <= 1.0 ? static_cast<float>(part) : 0.5f;
    const float rest = 1.0f - share;
    // Means are never more alike than what they are means of, but for rounding.
    const double similarity =
        std::min({static_cast<double>(ours[gone]), lowest_[kept], lowest_[gone]});
    for (std::size_t i = 0; i < size_; ++i) ours[i] = share * ours[i] + rest * theirs[i];
    ours[kept] = kGone;
    float* column = similarity_.data() + kept;
    for (std::size_t i = 0; i < size_; ++i, column += size_) *column = ours[i];
    absent_[gone] = kGone;
    weights_[kept] = all;
    lowest_[kept] = similarity;
    --alive_;
    return {similarity, item_[kept], item_[gone]};
  }

  /// Groups that are gone leave the table: rows become shorter.
  void close_ranks() {
    std::vector<std::size_t> places(size_, 0);
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < size_; ++i) {
      places[i] = left.size();
      if (absent_[i] == 0.0f) left.push_back(i);
    }
    float* out = similarity_.data();
    for (const std::size_t i : left) {
      const float* from = row(i);
      for (const std::size_t j : left) *out++ = from[j];
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      weights_[i] = weights_[left[i]];
      item_[i] = item_[left[i]];
      lowest_[i] = lowest_[left[i]];
    }
    for (std::size_t& place : chain_) place = places[place];
    size_ = left.size();
    absent_.assign(size_, 0.0f);
  }

  std::size_t size_;               ///< of the table
  std::vector<float> similarity_;  ///< [size, size], and what is left of earlier ones
  std::vector<double> weights_;
  std::vector<std::size_t> item_;  ///< one of each group
  std::vector<double> lowest_;     ///< similarity of the merge that made it
  std::vector<float> absent_;      ///< kGone for those that are none any more, else 0
  std::size_t alive_;
  std::vector<std::size_t> chain_;  ///< each the most alike of the one before
};

/// Who is in one group with whom.
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  void join(std::size_t one, std::size_t other) { parent_[root(one)] = root(other); }

  std::vector<int> numbered() {
    std::vector<int> numbers(parent_.size(), -1);
    std::vector<int> result;
    int next = 0;
    for (std::size_t i = 0; i < parent_.size(); ++i) {
      int& number = numbers[root(i)];
      if (number < 0) number = next++;
      result.push_back(number);
    }
    return result;
  }

 private:
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  std::vector<std::size_t> parent_;
};

}  // namespace

std::vector<int> average_linkage(LinkageItems items,
                                 const std::function<bool(double, std::size_t)>& goes_on) {
  std::size_t group_count = items.weights.size();
  Groups groups(group_count);
  std::vector<Merge> merges = Chain(std::move(items)).all_merges();
  // A group is merged after it was made: of equals, in the order in which they were found.
  std::stable_sort(merges.begin(), merges.end(),
                   [](const Merge& a, const Merge& b) { return a.similarity > b.similarity; });
  for (const Merge& merge : merges) {
    if (!goes_on(merge.similarity, group_count)) break;
    groups.join(merge.one, merge.other);
    --group_count;
  }
  return groups.numbered();
}

}  // namespace divisi::parts
