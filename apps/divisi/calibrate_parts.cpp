#include "calibrate_parts.h"

#include <cmath>
#include <utility>

#include "core/parallel.h"
#include "core/rng.h"
#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/loaded_parts.h"
#include "engine/timbre_pool.h"
#include "eval/note_streams.h"
#include "parts/fit_pair_model.h"
#include "parts/group_notes.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr double kOnsetTolerance_s = 0.1;
constexpr int kMostPairs = 4000;  // of a clip, so that long clips do not decide alone
constexpr int kUnknown = -1;

/// A validation clip: the notes that were found, and whose they are.
struct Heard {
  parts::NoteTokens tokens;
  std::vector<int> sources;  ///< [N], or kUnknown for notes that are not in the truth
  std::vector<core::AnnotatedNote> truth;
};

/// The source of the true note of that pitch that begins nearest.
int source_of(const Note& note, const std::vector<core::AnnotatedNote>& truth,
              const std::vector<std::string>& names) {
  double nearest_s = kOnsetTolerance_s;
  int source = kUnknown;
  for (const core::AnnotatedNote& true_note : truth) {
    const double distance_s = std::abs(true_note.onset_s - note.onset_s);
    if (std::lround(true_note.pitch_midi) != note.pitch_midi || distance_s >= nearest_s) continue;
    nearest_s = distance_s;
    source =
        static_cast<int>(std::find(names.begin(), names.end(), true_note.source) - names.begin());
  }
  return source;
}

Expected<Heard> listen(const Transcriber& transcriber, const data::Clip& clip) {
  TranscribeOptions options;
  options.threads = 1;
  options.keep_evidence = true;
  options.parts.count = 0;
  const Expected<Transcription> result = transcriber.transcribe(clip.mix, options);
  if (!result) return result.error();
  Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  Heard heard;
  for (const core::AnnotatedNote& note : annotation->notes) {
    if (!core::is_percussion(note.source)) heard.truth.push_back(note);
  }
  const TimbreCells& timbre = result->evidence.timbre;
  engine::TimbrePool pool(result->evidence.frames, result->evidence.pitches, timbre.dimensions);
  pool.add(timbre);
  heard.tokens.dimensions = timbre.dimensions;
  const std::vector<std::string> names = eval::sources_of(heard.truth);
  for (const Part& part : result->score.parts) {
    for (const Note& note : part.notes) {
      heard.tokens.add(note, pool.vector_of(note));
      heard.sources.push_back(source_of(note, heard.truth, names));
    }
  }
  return heard;
}

void add_pairs(const Heard& heard, const parts::PairModel& model, core::Rng& rng,
               std::vector<parts::LabelledPair>& pairs) {
  std::vector<std::size_t> known;
  for (std::size_t n = 0; n < heard.sources.size(); ++n) {
    if (heard.sources[n] != kUnknown) known.push_back(n);
  }
  if (known.size() < 4 || eval::sources_of(heard.truth).size() < 2) return;
  const auto d = static_cast<std::size_t>(heard.tokens.dimensions);
  std::vector<float> a(d);
  std::vector<float> b(d);
  for (int i = 0; i < kMostPairs; ++i) {
    const std::size_t first = rng.pick(known);
    const std::size_t second = rng.pick(known);
    if (first == second) continue;
    model.trusted_vector(heard.tokens, first, a.data());
    model.trusted_vector(heard.tokens, second, b.data());
    double cosine = 0.0;
    for (std::size_t k = 0; k < d; ++k) cosine += static_cast<double>(a[k]) * b[k];
    const int distance =
        std::abs(heard.tokens.notes[first].pitch_midi - heard.tokens.notes[second].pitch_midi);
    pairs.push_back({cosine, static_cast<double>(distance),
                     heard.sources[first] == heard.sources[second], 1.0});
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
  const parts::Grouping grouping = parts::group_notes(heard.tokens, pairs, options);
  std::vector<core::AnnotatedNote> estimate;
  for (std::size_t n = 0; n < heard.tokens.count(); ++n) {
    const Note& note = heard.tokens.notes[n];
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
  const Expected<data::Dataset> dataset = data::load_dataset(asked.dataset, asked.validation);
  if (!dataset) return dataset.error();
  std::vector<Expected<Heard>> results(dataset->clips.size(), Heard{});
  core::parallel_for(results.size(), threads,
                     [&](std::size_t i) { results[i] = listen(*transcriber, dataset->clips[i]); });
  std::vector<Heard> all;
  for (Expected<Heard>& heard : results) {
    if (!heard) return heard.error();
    if (!heard->truth.empty()) all.push_back(std::move(*heard));
  }
  return all;
}

}  // namespace

Expected<std::map<std::string, std::vector<double>>> calibrate_parts(const PartCalibration& asked) {
  const int threads = asked.threads > 0 ? asked.threads : core::available_threads();
  const Expected<std::vector<Heard>> all = listen_to_all(asked, threads);
  if (!all) return all.error();

  parts::FittedPairs best{{}, 1e9};
  for (const double half_trust : {0.0, 0.5, 1.0, 2.0, 4.0}) {
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
