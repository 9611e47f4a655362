#include "calibrate_parts.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "core/parallel.h"
#include "core/rng.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/loaded_parts.h"
#include "eval/note_streams.h"
#include "hearing/heard_clip.h"
#include "parts/fit_pair_model.h"
#include "parts/group_notes.h"
#include "parts/recall.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr double kCountShare = 0.1;  // of a number of parts that is right, and nearly so, beside F1
constexpr int kMostPairs = 4000;     // of a clip, so that long clips do not decide alone

/// A validation clip: notes that were found, by way of the memory if there is one.
using Heard = hearing::HeardClip;

void add_pairs(const Heard& heard, const parts::PairModel& model, core::Rng& rng,
               std::vector<parts::LabelledPair>& pairs) {
  std::vector<std::size_t> known;
  for (std::size_t n = 0; n < heard.notes.sources.size(); ++n) {
    if (heard.notes.sources[n] != hearing::kUnknownSource) known.push_back(n);
  }
  if (known.size() < 4 || eval::sources_of(heard.truth).size() < 2) return;
  const auto d = static_cast<std::size_t>(heard.notes.tokens.dimensions);
  std::vector<float> a(d);
  std::vector<float> b(d);
  for (int i = 0; i < kMostPairs; ++i) {
    const std::size_t first = rng.pick(known);
    const std::size_t second = rng.pick(known);
    if (first == second) continue;
    model.trusted_vector(heard.notes.tokens, first, a.data());
    model.trusted_vector(heard.notes.tokens, second, b.data());
    double cosine = 0.0;
    for (std::size_t k = 0; k < d; ++k) cosine += static_cast<double>(a[k]) * b[k];
    const int distance = std::abs(heard.notes.tokens.notes[first].pitch_midi -
                                  heard.notes.tokens.notes[second].pitch_midi);
    pairs.push_back({cosine, static_cast<double>(distance),
                     heard.notes.sources[first] == heard.notes.sources[second], 1.0});
  }
}

parts::FittedPairs fit(const std::vector<Heard>& all, parts::PairModel start, double half_trust) {
  start.half_trust = half_trust;
  core::Rng rng(1);
  std::vector<parts::LabelledPair> pairs;
  for (const Heard& heard : all) add_pairs(heard, start, rng, pairs);
  return parts::fit_pair_model(pairs, start);
}

Dealt score(const Heard& heard, const parts::Grouping& grouping) {
  std::vector<core::AnnotatedNote> estimate;
  for (std::size_t n = 0; n < heard.notes.tokens.count(); ++n) {
    const Note& note = heard.notes.tokens.notes[n];
    estimate.push_back({note.onset_s, note.offset_s, static_cast<double>(note.pitch_midi),
                        static_cast<double>(note.velocity),
                        std::to_string(grouping.part_of_note[n])});
  }
  core::sort_notes(estimate);
  const auto sources = static_cast<int>(eval::sources_of(heard.truth).size());
  const int off = std::abs(grouping.part_count - sources);
  return {eval::score_streams(heard.truth, estimate).macro_f1, off == 0 ? 1.0 : 0.0,
          off <= 1 ? 1.0 : 0.0};
}

/// For those who compare the figures that follow with an evaluation's.
void say_what_counts(const std::vector<Heard>& all) {
  const auto alone = std::count_if(all.begin(), all.end(), [](const Heard& heard) {
    return eval::sources_of(heard.truth).size() < 2;
  });
  say("macro F1: the mean over " + std::to_string(all.size()) + " clips, of which " +
      std::to_string(alone) +
      " have one source; divisi evaluate leaves those out, and its groups weigh the same");
}

}  // namespace

double Dealt::worth() const { return macro_f1 + kCountShare * (right + near); }

Dealt deal_all(const std::vector<Heard>& all, int threads,
               const std::function<parts::Grouping(std::size_t)>& group) {
  std::vector<Dealt> each(all.size());
  core::parallel_for(all.size(), threads,
                     [&](std::size_t i) { each[i] = score(all[i], group(i)); });
  Dealt mean;
  const auto count = static_cast<double>(std::max<std::size_t>(1, all.size()));
  for (const Dealt& dealt : each) {
    mean.macro_f1 += dealt.macro_f1 / count;
    mean.right += dealt.right / count;
    mean.near += dealt.near / count;
  }
  return mean;
}

Expected<std::vector<Heard>> listen_to_all(const PartCalibration& asked, int threads) {
  const Expected<Transcriber> transcriber = Transcriber::create({}, asked.weights);
  if (!transcriber) return transcriber.error();
  std::vector<Heard> all;
  for (const std::filesystem::path& folder : asked.validation) {
    const Expected<data::Dataset> dataset = data::load_dataset(asked.dataset, folder);
    if (!dataset) return dataset.error();
    Expected<std::vector<Heard>> heard =
        hearing::hear_clips(*transcriber, dataset->clips, threads, not_interrupted);
    if (!heard) return heard.error();
    for (Heard& clip : *heard) {
      if (!clip.truth.empty()) all.push_back(std::move(clip));
    }
  }
  say_what_counts(all);
  return all;
}

void remember(const engine::LoadedParts& loaded, std::vector<Heard>& all) {
  if (!loaded.memory) return;
  for (Heard& heard : all) heard.notes.tokens = parts::recall(heard.notes.tokens, *loaded.memory);
}

Expected<std::map<std::string, std::vector<double>>> calibrate_parts(const PartCalibration& asked) {
  const int threads = asked.threads > 0 ? asked.threads : core::available_threads();
  const Expected<engine::LoadedParts> loaded = engine::load_parts_heard_with({}, asked.weights);
  if (!loaded) return loaded.error();
  Expected<std::vector<Heard>> all = listen_to_all(asked, threads);
  if (!all) return all.error();
  remember(*loaded, *all);
  // A memory's vectors are of one length: there is nothing to trust more or less.
  const std::vector<double> half_trusts =
      loaded->memory ? std::vector<double>{0.0} : std::vector<double>{0.0, 0.5, 1.0, 2.0, 4.0};

  parts::FittedPairs best{{}, 1e9};
  for (const double half_trust : half_trusts) {
    const parts::FittedPairs fitted = fit(*all, {}, half_trust);
    say("half_trust " + std::to_string(half_trust) + ": log loss " +
        std::to_string(fitted.log_loss));
    if (fitted.log_loss < best.log_loss) best = fitted;
  }
  parts::GroupOptions grouping;
  double best_worth = -1.0;
  for (const double merge_logit : {-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5}) {
    // Larger shares would suit mixtures of few sources and forbid a piece of twelve.
    for (const double smallest_share : {0.01, 0.02, 0.04}) {
      parts::GroupOptions tried = grouping;
      tried.merge_logit = merge_logit;
      tried.smallest_share = smallest_share;
      const Dealt dealt = deal_all(*all, threads, [&](std::size_t i) {
        return parts::group_notes((*all)[i].notes.tokens, best.model, tried);
      });
      char line[160];
      std::snprintf(
          line, sizeof(line),
          "merge_logit %.2f, smallest_share %.2f: macro F1 %.4f, count right %.3f, within one %.3f",
          merge_logit, smallest_share, dealt.macro_f1, dealt.right, dealt.near);
      say(line);
      if (dealt.worth() <= best_worth) continue;
      best_worth = dealt.worth();
      grouping = tried;
    }
  }
  say("chosen: merge_logit " + std::to_string(grouping.merge_logit) + ", smallest_share " +
      std::to_string(grouping.smallest_share));
  return engine::parameters_of(best.model, grouping);
}

}  // namespace divisi::cli
