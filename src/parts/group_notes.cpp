#include "parts/group_notes.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "core/check.h"
#include "parts/average_linkage.h"
#include "parts/source.h"

namespace divisi::parts {
namespace {

constexpr int kRounds = 3;  // of notes choosing their source anew

/// Inner products of vectors with each other, many at once.
class InnerProducts {
 public:
  /// `vectors` [count, D], one after the other.
  InnerProducts(const float* vectors, std::size_t count, std::size_t dimensions)
      : vectors_(vectors), count_(count), dimensions_(dimensions), apart_(count * dimensions) {
    for (std::size_t n = 0; n < count; ++n) {
      for (std::size_t d = 0; d < dimensions; ++d)
        apart_[d * count + n] = vectors[n * dimensions + d];
    }
  }

  /// products[j] = vector n times vector j, for j < n: summed in the order of dimensions.
  void with_those_before(std::size_t n, double* products) const {
    const float* own = vectors_ + n * dimensions_;
    for (std::size_t begin = 0; begin < n; begin += kTile) {
      // The last tile goes on beyond n where there are vectors: nobody reads what comes of it.
      if (begin + kTile > count_) {
        for (std::size_t j = begin; j < n; ++j)
          products[j] = std::inner_product(own, own + dimensions_, vectors_ + j * dimensions_, 0.0);
        return;
      }
      double sums[kTile] = {};
      const float* others = apart_.data() + begin;
      for (std::size_t d = 0; d < dimensions_; ++d, others += count_) {
        for (std::size_t i = 0; i < kTile; ++i) sums[i] += static_cast<double>(own[d] * others[i]);
      }
      std::copy_n(sums, kTile, products + begin);
    }
  }

 private:
  static constexpr std::size_t kTile = 8;
  const float* vectors_;
  std::size_t count_;
  std::size_t dimensions_;
  std::vector<float> apart_;  ///< [D, count]
};

class Grouper {
 public:
  Grouper(const NoteTokens& tokens, const PairModel& pairs, const GroupOptions& options)
      : tokens_(tokens),
        options_(options),
        ruler_(pairs),
        places_(places_of(tokens, pairs)),
        source_of_(tokens.count(), 0) {
    const auto dimensions = static_cast<std::size_t>(tokens.dimensions);
    vectors_.resize(tokens.count() * dimensions);
    for (std::size_t n = 0; n < tokens.count(); ++n)
      pairs.trusted_vector(tokens, n, vectors_.data() + n * dimensions);
  }

  Grouping group() {
    const auto block = static_cast<std::size_t>(options_.block_notes);
    for (std::size_t begin = 0; begin < tokens_.count(); begin += block)
      take_in(begin, std::min(tokens_.count(), begin + block));
    return settle();
  }

  Grouping settle_from(const std::vector<int>& group_of_note) {
    const int last = *std::max_element(group_of_note.begin(), group_of_note.end());
    sources_.assign(static_cast<std::size_t>(last + 1), Source(tokens_.dimensions));
    for (std::size_t n = 0; n < tokens_.count(); ++n) {
      if (group_of_note[n] != kNoGroup)
        ruler_.add(sources_[static_cast<std::size_t>(group_of_note[n])], note(n));
    }
    std::erase_if(sources_, [](const Source& source) { return source.count() < 0.5; });
    return settle();
  }

 private:
  Grouping settle() {
    give_up_small_ones();
    for (int round = 0; round < kRounds; ++round) choose_anew();
    return in_order();
  }

  ComparedNote note(std::size_t n) const {
    return {vector(n), tokens_.notes[n].pitch_midi, places_[n]};
  }
  std::size_t dimensions() const { return static_cast<std::size_t>(tokens_.dimensions); }
  const float* vector(std::size_t n) const { return vectors_.data() + n * dimensions(); }

  std::size_t fewest() const { return static_cast<std::size_t>(std::max(1, options_.count)); }
  std::size_t most() const {
    return static_cast<std::size_t>(options_.count > 0 ? options_.count : options_.most);
  }

  /// Notes [begin, end) among the sources that are known.
  void take_in(std::size_t begin, std::size_t end) {
    const std::size_t known = sources_.size();
    std::vector<Source> items = std::move(sources_);
    for (std::size_t n = begin; n < end; ++n) {
      ruler_.add(items.emplace_back(tokens_.dimensions), note(n));
    }
    const std::vector<int> group = link(items, begin, known);
    sources_.assign(static_cast<std::size_t>(*std::max_element(group.begin(), group.end())) + 1,
                    Source(tokens_.dimensions));
    for (std::size_t i = 0; i < items.size(); ++i)
      ruler_.merge(sources_[static_cast<std::size_t>(group[i])], items[i]);
    for (std::size_t n = 0; n < begin; ++n)
      source_of_[n] = group[static_cast<std::size_t>(source_of_[n])];
    for (std::size_t n = begin; n < end; ++n) source_of_[n] = group[known + n - begin];
  }

  /// Items: the known sources, then notes from `begin` on.
  std::vector<int> link(const std::vector<Source>& items, std::size_t begin,
                        std::size_t known) const {
    LinkageItems linkage;
    const std::size_t count = items.size();
    linkage.similarity.resize(count * count);
    const InnerProducts timbres(vector(begin), count - known, dimensions());
    std::vector<double> timbre(count - known);
    for (std::size_t i = 0; i < count; ++i) {
      linkage.weights.push_back(items[i].count());
      if (i >= known) timbres.with_those_before(i - known, timbre.data());
      for (std::size_t j = 0; j < i; ++j) {
        const double logit = j >= known
                                 ? ruler_.logit_with(timbre[j - known], note(begin + i - known),
                                                     note(begin + j - known))
                                 : ruler_.mean_logit(items[i], items[j]);
        linkage.similarity[i * count + j] = linkage.similarity[j * count + i] =
            static_cast<float>(logit);
      }
    }
    return average_linkage(std::move(linkage), [&](double logit, std::size_t groups) {
      return logit >= options_.merge_logit && groups > fewest();
    });
  }

  void give_up_small_ones() {
    const double least = std::max<double>(
        options_.smallest_notes, options_.smallest_share * static_cast<double>(tokens_.count()));
    const auto is_larger = [](const Source& a, const Source& b) { return a.count() > b.count(); };
    std::sort(sources_.begin(), sources_.end(), is_larger);
    while (sources_.size() > fewest() && sources_.back().count() < least) sources_.pop_back();
    if (sources_.size() > most()) merge_down();
  }

  /// The most alike of the remaining sources become one, until there are few enough.
  void merge_down() {
    LinkageItems linkage;
    const std::size_t count = sources_.size();
    linkage.similarity.resize(count * count);
    for (std::size_t i = 0; i < count; ++i) {
      linkage.weights.push_back(sources_[i].count());
      for (std::size_t j = 0; j < count; ++j) {
        if (i != j)
          linkage.similarity[i * count + j] =
              static_cast<float>(ruler_.mean_logit(sources_[i], sources_[j]));
      }
    }
    const std::vector<int> group = average_linkage(
        std::move(linkage), [&](double, std::size_t groups) { return groups > most(); });
    std::vector<Source> merged(most(), Source(tokens_.dimensions));
    for (std::size_t i = 0; i < count; ++i)
      ruler_.merge(merged[static_cast<std::size_t>(group[i])], sources_[i]);
    sources_ = std::move(merged);
  }

  /// Every note to the source it fits best, then the sources from their notes.
  void choose_anew() {
    std::vector<Source> next(sources_.size(), Source(tokens_.dimensions));
    for (std::size_t n = 0; n < tokens_.count(); ++n) {
      source_of_[n] = best_source(n);
      ruler_.add(next[static_cast<std::size_t>(source_of_[n])], note(n));
    }
    // A source that lost all its notes is gone.
    std::vector<int> number(next.size(), -1);
    sources_.clear();
    for (std::size_t s = 0; s < next.size(); ++s) {
      if (next[s].count() < 0.5) continue;
      number[s] = static_cast<int>(sources_.size());
      sources_.push_back(std::move(next[s]));
    }
    for (int& source : source_of_) source = number[static_cast<std::size_t>(source)];
  }

  /// That a note fits best.
  int best_source(std::size_t n) const {
    int best = 0;
    double most = -1e30;
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      const double logit = ruler_.mean_logit(note(n), sources_[s]);
      if (logit <= most) continue;
      most = logit;
      best = static_cast<int>(s);
    }
    return best;
  }

  Grouping in_order() const {
    std::vector<std::size_t> order(sources_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sources_[a].mean_pitch() > sources_[b].mean_pitch();
    });
    std::vector<int> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
    Grouping grouping;
    grouping.part_count = static_cast<int>(sources_.size());
    grouping.shares = Map2d(tokens_.count(), sources_.size());
    for (std::size_t n = 0; n < tokens_.count(); ++n) {
      grouping.part_of_note.push_back(place[static_cast<std::size_t>(source_of_[n])]);
      grouping.confidence.push_back(share_out(n, order, grouping.shares.row(n)));
    }
    return grouping;
  }

  /// A note among the sources in `order`: softmax of how well it fits each. Gives how sure it is
  /// that the note is the best one's rather than the next best's.
  double share_out(std::size_t n, const std::vector<std::size_t>& order, float* shares) const {
    std::vector<double> fits;
    for (const std::size_t source : order)
      fits.push_back(ruler_.mean_logit(note(n), sources_[source]));
    std::vector<double> falling = fits;
    std::sort(falling.begin(), falling.end(), std::greater<>());
    double sum = 0.0;
    for (const double fit : fits) sum += std::exp(fit - falling.front());
    for (std::size_t i = 0; i < fits.size(); ++i)
      shares[i] = static_cast<float>(std::exp(fits[i] - falling.front()) / sum);
    return falling.size() < 2 ? 1.0 : 1.0 / (1.0 + std::exp(falling[1] - falling[0]));
  }

  const NoteTokens& tokens_;
  const GroupOptions& options_;
  SourceRuler ruler_;
  std::vector<int> places_;     ///< [N] from left to right, or kNowhere
  std::vector<float> vectors_;  ///< trusted, [N, D]
  std::vector<int> source_of_;  ///< [N], of sources_
  std::vector<Source> sources_;
};

}  // namespace

Grouping group_notes(const NoteTokens& tokens, const PairModel& pairs,
                     const GroupOptions& options) {
  DIVISI_CHECK(options.most >= 1 && options.count >= 0 && options.block_notes >= 1,
               "at least one part, and blocks of at least one note");
  if (tokens.count() == 0) return {};
  return Grouper(tokens, pairs, options).group();
}

Grouping settle_groups(const NoteTokens& tokens, const PairModel& pairs,
                       const GroupOptions& options, const std::vector<int>& group_of_note) {
  DIVISI_CHECK(options.most >= 1 && options.count >= 0 && group_of_note.size() == tokens.count(),
               "at least one part, and a group for each note");
  if (tokens.count() == 0) return {};
  if (*std::max_element(group_of_note.begin(), group_of_note.end()) == kNoGroup)
    return group_notes(tokens, pairs, options);
  return Grouper(tokens, pairs, options).settle_from(group_of_note);
}

}  // namespace divisi::parts
