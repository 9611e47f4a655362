#include "parts/group_notes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/check.h"
#include "parts/average_linkage.h"
#include "parts/compared_notes.h"

namespace divisi::parts {
namespace {

constexpr int kRounds = 3;  // of notes choosing their source anew

class Grouper {
 public:
  Grouper(const NoteTokens& tokens, const PairModel& pairs, const GroupOptions& options)
      : tokens_(tokens),
        options_(options),
        compared_(tokens, pairs),
        source_of_(tokens.count(), 0) {}

  Grouping group() {
    const auto block = static_cast<std::size_t>(options_.block_notes);
    for (std::size_t begin = 0; begin < tokens_.count(); begin += block)
      take_in(begin, std::min(tokens_.count(), begin + block));
    return settle();
  }

  Grouping settle_from(const std::vector<int>& group_of_note) {
    const int last = *std::max_element(group_of_note.begin(), group_of_note.end());
    sources_ = compared_.gather(group_of_note, static_cast<std::size_t>(last + 1));
    std::erase_if(sources_, [](const Source& source) { return !source.has_notes(); });
    return settle();
  }

 private:
  Grouping settle() {
    give_up_small_ones();
    for (int round = 0; round < kRounds; ++round) choose_anew();
    return in_order();
  }

  std::size_t fewest() const { return static_cast<std::size_t>(std::max(1, options_.count)); }
  std::size_t most() const {
    return static_cast<std::size_t>(options_.count > 0 ? options_.count : options_.most);
  }

  /// Notes [begin, end) among the sources that are known.
  void take_in(std::size_t begin, std::size_t end) {
    const std::size_t known = sources_.size();
    const std::vector<Source> before = std::move(sources_);
    const auto first = compared_.notes().begin();
    const std::vector<ComparedNote> fresh(first + static_cast<std::ptrdiff_t>(begin),
                                          first + static_cast<std::ptrdiff_t>(end));
    const std::vector<int> group = link(before, fresh);
    const std::vector<int> of_fresh(group.begin() + static_cast<std::ptrdiff_t>(known),
                                    group.end());
    const int last = *std::max_element(group.begin(), group.end());
    sources_ = compared_.ruler().gather(fresh, tokens_.dimensions, of_fresh,
                                        static_cast<std::size_t>(last) + 1);
    for (std::size_t i = 0; i < known; ++i)
      compared_.ruler().merge(sources_[static_cast<std::size_t>(group[i])], before[i]);
    for (std::size_t n = 0; n < begin; ++n)
      source_of_[n] = group[static_cast<std::size_t>(source_of_[n])];
    std::copy(of_fresh.begin(), of_fresh.end(),
              source_of_.begin() + static_cast<std::ptrdiff_t>(begin));
  }

  /// Items: the known sources, then the notes.
  std::vector<int> link(const std::vector<Source>& known, const std::vector<ComparedNote>& notes) {
    const std::size_t count = known.size() + notes.size();
    std::vector<float>& similarity = linkage_.similarity;
    similarity.resize(count * count);
    linkage_.weights.assign(count, 1.0);
    const auto relate = [&](std::size_t i, std::size_t j, double logit) {
      similarity[i * count + j] = similarity[j * count + i] = static_cast<float>(logit);
    };
    const NotesAbreast abreast(notes, tokens_.dimensions);
    const std::vector<float> logits = abreast.compare_with(compared_.ruler(), known);
    for (std::size_t i = 0; i < known.size(); ++i) {
      linkage_.weights[i] = known[i].count();
      for (std::size_t j = 0; j < i; ++j)
        relate(i, j, compared_.ruler().mean_logit(known[i], known[j]));
      for (std::size_t n = 0; n < notes.size(); ++n)
        relate(i, known.size() + n, logits[i * abreast.stride() + n]);
    }
    abreast.compare_with_each_other(compared_.ruler(),
                                    similarity.data() + known.size() * (count + 1), count);
    return average_linkage(std::move(linkage_), [&](double logit, std::size_t groups) {
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
              static_cast<float>(compared_.ruler().mean_logit(sources_[i], sources_[j]));
      }
    }
    const std::vector<int> group = average_linkage(
        std::move(linkage), [&](double, std::size_t groups) { return groups > most(); });
    std::vector<Source> merged(most(), Source(tokens_.dimensions));
    for (std::size_t i = 0; i < count; ++i)
      compared_.ruler().merge(merged[static_cast<std::size_t>(group[i])], sources_[i]);
    sources_ = std::move(merged);
  }

  /// Every note to the source it fits best, then the sources from their notes.
  void choose_anew() {
    const std::vector<float> logits = compared_.compare_with(sources_);
    for (std::size_t n = 0; n < tokens_.count(); ++n) source_of_[n] = best_source(logits, n);
    std::vector<Source> next = compared_.gather(source_of_, sources_.size());
    // A source that lost all its notes is gone.
    std::vector<int> number(next.size(), -1);
    sources_.clear();
    for (std::size_t s = 0; s < next.size(); ++s) {
      if (!next[s].has_notes()) continue;
      number[s] = static_cast<int>(sources_.size());
      sources_.push_back(std::move(next[s]));
    }
    for (int& source : source_of_) source = number[static_cast<std::size_t>(source)];
  }

  /// That a note fits best; `logits` [source][note].
  int best_source(const std::vector<float>& logits, std::size_t n) const {
    int best = 0;
    float most = logits[n];
    for (std::size_t s = 1; s < sources_.size(); ++s) {
      const float logit = logits[s * compared_.stride() + n];
      if (!(logit > most)) continue;
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
    const std::vector<float> logits = compared_.compare_with(sources_);
    std::vector<double> fits(order.size());
    for (std::size_t n = 0; n < tokens_.count(); ++n) {
      for (std::size_t i = 0; i < order.size(); ++i)
        fits[i] = static_cast<double>(logits[order[i] * compared_.stride() + n]);
      grouping.part_of_note.push_back(place[static_cast<std::size_t>(source_of_[n])]);
      grouping.confidence.push_back(share_out(fits, grouping.shares.row(n)));
    }
    return grouping;
  }

  /// A note among the sources: softmax of how well it fits each. Gives how sure it is that the note
  /// is the best one's rather than the next best's.
  static double share_out(const std::vector<double>& fits, float* shares) {
    double best = fits.front();
    double next = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < fits.size(); ++i) {
      next = std::max(next, std::min(best, fits[i]));
      best = std::max(best, fits[i]);
    }
    double sum = 0.0;
    for (const double fit : fits) sum += std::exp(fit - best);
    for (std::size_t i = 0; i < fits.size(); ++i)
      shares[i] = static_cast<float>(std::exp(fits[i] - best) / sum);
    return fits.size() < 2 ? 1.0 : 1.0 / (1.0 + std::exp(next - best));
  }

  const NoteTokens& tokens_;
  const GroupOptions& options_;
  ComparedNotes compared_;
  std::vector<int> source_of_;  ///< [N], of sources_
  std::vector<Source> sources_;
  LinkageItems linkage_;  ///< of one block after another, in the same memory
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
