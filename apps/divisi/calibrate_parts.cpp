#include "calibrate_parts.h"

#include <cmath>
#include <utility>

#include "core/parallel.h"
#include "core/rng.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/loaded_model.h"
#include "engine/loaded_parts.h"
#include "eval/note_streams.h"
#include "hearing/heard_clip.h"
#include "parts/fit_pair_model.h"
#include "parts/group_notes.h"
#include "parts/recall.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr int kMostPairs = 4000;  // of a clip, so that long clips do not decide alone

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

double macro_f1(const Heard& heard, const parts::PairModel& pairs,
                const parts::GroupOptions& options) {
  const parts::Grouping grouping = parts::group_notes(heard.notes.tokens, pairs, options);
  std::vector<core::AnnotatedNote> estimate;
  for (std::size_t n = 0; n < heard.notes.tokens.count(); ++n) {
    const Note& note = heard.notes.tokens.notes[n];
    estimate.push_back({note.onset_s, note.offset_s, static_cast<double>(note.pitch_midi),
                        static_cast<double>(note.velocity),
                        std::to_string(grouping.part_of_note[n])});
  }
  core::sort_notes(estimate);
  return eval::score_streams(heard.truth, estimate).macro_f1;
}

double mean_macro_f1(const std::vector<Heard>& all, const parts::PairModel& pairs,
                     const parts::GroupOptions& options, int threads) {
  std::vector<double> scores(all.size());
  core::parallel_for(all.size(), threads,
                     [&](std::size_t i) { scores[i] = macro_f1(all[i], pairs, options); });
  double sum = 0.0;
  for (const double score : scores) sum += score;
  return sum / static_cast<double>(std::max<std::size_t>(1, all.size()));
}

Expected<std::vector<Heard>> listen_to_all(const PartCalibration& asked, int threads) {
  const Expected<Transcriber> transcriber = Transcriber::create({}, asked.weights);
  if (!transcriber) return transcriber.error();
  std::vector<Heard> all;
  for (const std::filesystem::path& folder : asked.validation) {
    const Expected<data::Dataset> dataset = data::load_dataset(asked.dataset, folder);
    if (!dataset) return dataset.error();
    Expected<std::vector<Heard>> heard =
        hearing::hear_clips(*transcriber, dataset->clips, threads, {});
    if (!heard) return heard.error();
    for (Heard& clip : *heard) {
      if (!clip.truth.empty()) all.push_back(std::move(clip));
    }
  }
  return all;
}

/// What the notes are compared by, and how much their lengths may be trusted.
Expected<std::vector<double>> remember(const PartCalibration& asked, std::vector<Heard>& all) {
  const Expected<engine::LoadedModel> notes = engine::load_model({});
  if (!notes) return notes.error();
  const Expected<std::optional<engine::LoadedParts>> loaded =
      engine::load_parts(asked.weights, notes->features);
  if (!loaded) return loaded.error();
  if (!*loaded || !(*loaded)->memory) return std::vector<double>{0.0, 0.5, 1.0, 2.0, 4.0};
  for (Heard& heard : all)
    heard.notes.tokens = parts::recall(heard.notes.tokens, *(*loaded)->memory);
  return std::vector<double>{0.0};
}

}  // namespace

Expected<std::map<std::string, std::vector<double>>> calibrate_parts(const PartCalibration& asked) {
  const int threads = asked.threads > 0 ? asked.threads : core::available_threads();
  Expected<std::vector<Heard>> all = listen_to_all(asked, threads);
  if (!all) return all.error();
  const Expected<std::vector<double>> half_trusts = remember(asked, *all);
  if (!half_trusts) return half_trusts.error();

  parts::FittedPairs best{{}, 1e9};
  for (const double half_trust : *half_trusts) {
    const parts::FittedPairs fitted = fit(*all, {}, half_trust);
    say("half_trust " + std::to_string(half_trust) + ": log loss " +
        std::to_string(fitted.log_loss));
    if (fitted.log_loss < best.log_loss) best = fitted;
  }
  parts::GroupOptions grouping;
  double best_f1 = -1.0;
  for (const double merge_logit : {-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5}) {
    for (const double smallest_share : {0.02, 0.04, 0.07, 0.1, 0.15}) {
      parts::GroupOptions tried = grouping;
      tried.merge_logit = merge_logit;
      tried.smallest_share = smallest_share;
      const double f1 = mean_macro_f1(*all, best.model, tried, threads);
      if (f1 <= best_f1) continue;
      best_f1 = f1;
      grouping = tried;
      say("merge_logit " + std::to_string(merge_logit) + ", smallest_share " +
          std::to_string(smallest_share) + ": mean macro F1 " + std::to_string(f1));
    }
  }
  return engine::parameters_of(best.model, grouping);
}

}  // namespace divisi::cli
