#include "parts/average_linkage.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "nn/isa.h"
#include "parts/kernels/nearest_kernels.h"

namespace divisi::parts {
namespace {

constexpr float kGone = -1e37f;     ///< how alike a group is that is none any more, or the same
constexpr float kGreatest = 1e30f;  ///< means of such numbers are numbers

Nearest nearest(const NearestJob& job) {
#ifdef DIVISI_X86_KERNELS
  if (nn::active_isa() == nn::Isa::avx512) return nearest_avx512(job);
  if (nn::active_isa() == nn::Isa::avx2) return nearest_avx2(job);
#endif
  return nearest_baseline(job);
}

struct Merge {
  double similarity;
  std::size_t one, other;  ///< items of the two groups
};

/// All merges down to one group, each of two groups that are each other's most alike, found by
/// going from group to most alike group until two point at each other.
///
/// A merge changes a row; the same numbers stand in a column, far from each other in memory. That
/// is brought up to date row by row, when a row is looked at, from the rows that changed meanwhile.
class Chain {
 public:
  explicit Chain(LinkageItems& items)
      : size_(items.weights.size()),
        similarity_(items.similarity),
        weights_(items.weights),
        item_(size_),
        lowest_(size_, std::numeric_limits<double>::infinity()),
        absent_(size_, 0.0f),
        changed_(size_, 0),
        fresh_(size_, 0),
        alive_(size_) {
    DIVISI_CHECK(similarity_.size() == size_ * size_, "similarities are [N, N]");
    std::iota(item_.begin(), item_.end(), std::size_t{0});
    // In this order, what is no number becomes the least.
    for (float& value : similarity_) value = std::max(-kGreatest, std::min(value, kGreatest));
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
      if (2 * alive_ < size_) close_ranks();
    }
    return merges;
  }

 private:
  float* row(std::size_t i) { return similarity_.data() + i * size_; }

  std::size_t first_alive() const {
    return static_cast<std::size_t>(std::find(absent_.begin(), absent_.end(), 0.0f) -
                                    absent_.begin());
  }

  /// A row as the merges until now have it.
  float* fresh_row(std::size_t i) {
    float* values = row(i);
    for (auto j = merged_.rbegin(); j != merged_.rend() && changed_[*j] > fresh_[i]; ++j)
      values[*j] = row(*j)[i];
    fresh_[i] = now_;
    return values;
  }

  /// Of equals the one before in the chain, so that it ends.
  std::size_t most_alike(std::size_t i, std::size_t before) {
    const float* values = fresh_row(i);
    const Nearest found = nearest({values, absent_.data(), size_});
    return values[before] == found.similarity ? before : found.place;
  }

  Merge merge(std::size_t kept, std::size_t gone) {
    float* ours = fresh_row(kept);
    const float* theirs = fresh_row(gone);
    const double all = weights_[kept] + weights_[gone];
    const double part = weights_[kept] / all;
    const float share = part >= 0.0 && part <= 1.0 ? static_cast<float>(part) : 0.5f;
    const float rest = 1.0f - share;
    // Means are never more alike than what they are means of, but for rounding.
    const double similarity =
        std::min({static_cast<double>(ours[gone]), lowest_[kept], lowest_[gone]});
    for (std::size_t i = 0; i < size_; ++i) ours[i] = share * ours[i] + rest * theirs[i];
    ours[kept] = kGone;
    fresh_[kept] = changed_[kept] = ++now_;
    std::erase_if(merged_, [=](std::size_t i) { return i == kept || i == gone; });
    merged_.push_back(kept);
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
      changed_[i] = changed_[left[i]];
      fresh_[i] = fresh_[left[i]];
    }
    for (std::size_t& group : chain_) group = places[group];
    for (std::size_t& group : merged_) group = places[group];
    size_ = left.size();
    absent_.assign(size_, 0.0f);
  }

  std::size_t size_;                ///< of the table
  std::vector<float>& similarity_;  ///< [size, size], and what is left of earlier ones
  std::vector<double>& weights_;
  std::vector<std::size_t> item_;  ///< one of each group
  std::vector<double> lowest_;     ///< similarity of the merge that made it
  std::vector<float> absent_;      ///< kGone for those that are none any more, else 0
  int now_ = 0;                    ///< merges until now
  std::vector<int> changed_;       ///< when each was made; 0: an item
  std::vector<int> fresh_;         ///< what each row knows of
  std::vector<std::size_t>
      merged_;  ///< groups that are no items, in the order in which they were made
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

std::vector<int> average_linkage(LinkageItems&& items,
                                 const std::function<bool(double, std::size_t)>& goes_on) {
  std::size_t group_count = items.weights.size();
  Groups groups(group_count);
  std::vector<Merge> merges = Chain(items).all_merges();
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
