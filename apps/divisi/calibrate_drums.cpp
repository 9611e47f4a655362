#include "calibrate_drums.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "audio/mono_source.h"
#include "core/drums.h"
#include "core/parallel.h"
#include "eval/counts.h"
#include "eval/notes.h"
#include "features/mel_bands.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

constexpr double kFaintest = 0.05;  ///< hits that no threshold will want
constexpr double kTolerance_s = 0.05;

// Thresholds that are tried: 0.1 to 0.875.
constexpr double kThresholdStep = 0.025;
constexpr int kFirstThreshold = 4;
constexpr int kLastThreshold = 35;

// Least hits a minute that are tried: 0.25 to 59.
constexpr double kFirstLeast = 0.25;
constexpr double kLeastRatio = 1.2;
constexpr int kLeastSteps = 31;

/// One clip: what was struck, and all that might have been.
struct HeardDrums {
  std::vector<Note> truth;
  std::vector<Note> candidates;
  double duration_s = 0.0;
};

std::vector<Note> drums_of(const core::Annotation& annotation) {
  std::vector<Note> drums;
  for (const core::AnnotatedNote& note : annotation.notes) {
    if (!core::is_percussion(note.source)) continue;
    drums.push_back({note.onset_s, note.offset_s, static_cast<int>(std::lround(note.pitch_midi))});
  }
  return drums;
}

Expected<HeardDrums> hear(const engine::LoadedDrums& drums, const data::Clip& clip) {
  const auto rate_hz = static_cast<int>(drums.ears.sample_rate_hz);
  const Expected<std::vector<float>> samples = audio::read_all_mono(clip.mix, rate_hz);
  if (!samples) return samples.error();
  const Expected<core::Annotation> annotation = clip.read_annotation();
  if (!annotation) return annotation.error();
  const Expected<Map2d> cells = features::extract_mel(drums.ears, samples->data(), samples->size());
  if (!cells) return cells.error();
  nn::Map features(static_cast<int>(cells->rows), drums.network.spec().band_count,
                   drums.network.spec().map_count);
  std::copy(cells->cells.begin(), cells->cells.end(), features.data());
  models::DrumMaps maps;
  models::Workspace workspace;
  drums.network.run(features, maps, workspace);

  decode::DrumTuning all = drums.tuning;
  all.thresholds.fill(kFaintest);
  decode::DrumDecoder decoder(drums.ears.frame_grid(), all);
  decoder.push({maps.hit.row(0), maps.velocity.row(0), maps.key.row(0), maps.hit.rows});
  HeardDrums heard;
  heard.duration_s = static_cast<double>(samples->size()) / rate_hz;
  heard.truth = drums_of(*annotation);
  heard.candidates = decoder.finish(heard.duration_s);
  return heard;
}

std::vector<eval::TimedPitch> hits_of(const std::vector<Note>& notes, core::Drum drum,
                                      double threshold) {
  std::vector<eval::TimedPitch> hits;
  for (const Note& note : notes) {
    const bool wanted = core::drum_of(note.pitch_midi) == drum;
    if (wanted && note.confidence >= threshold) hits.push_back({note.onset_s, note.offset_s, 0.0});
  }
  return hits;
}

eval::Quality quality_at(const std::vector<HeardDrums>& clips, core::Drum drum, double threshold) {
  eval::Counts counts;
  for (const HeardDrums& clip : clips) {
    if (clip.truth.empty()) continue;  // the piece-level decision is to keep hits out of these
    const auto truth = hits_of(clip.truth, drum, 0.0);
    const auto found = hits_of(clip.candidates, drum, threshold);
    const eval::NoteScores scores = eval::score_onsets(truth, found, kTolerance_s);
    const auto matched =
        static_cast<std::int64_t>(std::llround(scores.recall * static_cast<double>(truth.size())));
    counts.true_positives += matched;
    counts.false_positives += static_cast<std::int64_t>(found.size()) - matched;
    counts.false_negatives += static_cast<std::int64_t>(truth.size()) - matched;
  }
  return eval::quality_of(counts);
}

/// F1 for kick, snare and hi-hat. The others are found far less well: a part full of wrong toms is
/// worse than one without toms, so that precision counts twice as much as recall (F0.5).
double worth_of(const eval::Quality& quality, core::Drum drum) {
  const double beta_squared = core::is_main(drum) ? 1.0 : 0.25;
  const double sum = beta_squared * quality.precision + quality.recall;
  return sum > 0.0 ? (1.0 + beta_squared) * quality.precision * quality.recall / sum : 0.0;
}

bool is_struck(const std::vector<HeardDrums>& clips, core::Drum drum) {
  return std::any_of(clips.begin(), clips.end(), [&](const HeardDrums& clip) {
    return !hits_of(clip.truth, drum, 0.0).empty();
  });
}

/// Where nobody strikes the drum, the one that it had.
double best_threshold(const std::vector<HeardDrums>& clips, const core::DrumFacts& drum,
                      double before, const std::function<void(const std::string&)>& say) {
  if (!is_struck(clips, drum.drum)) {
    say(std::string(drum.name) + ": no clip has any, the threshold stays what it was");
    return before;
  }
  double best = before;
  eval::Quality quality;
  for (int step = kFirstThreshold; step <= kLastThreshold; ++step) {
    const double threshold = step * kThresholdStep;
    const eval::Quality found = quality_at(clips, drum.drum, threshold);
    if (worth_of(found, drum.drum) <= worth_of(quality, drum.drum)) continue;
    quality = found;
    best = threshold;
  }
  char line[120];
  std::snprintf(line, sizeof line, "%-7s threshold %.3f: precision %.3f recall %.3f F1 %.3f",
                std::string(drum.name).c_str(), best, quality.precision, quality.recall,
                quality.f1);
  say(line);
  return best;
}

/// Mistaken clips when `least` hits a minute are drumming.
int mistakes_at(const std::vector<HeardDrums>& clips, decode::DrumTuning tuning, double least) {
  tuning.least_hits_per_min = least;
  int mistakes = 0;
  for (const HeardDrums& clip : clips) {
    std::vector<Note> hits = clip.candidates;
    std::erase_if(
        hits, [&](const Note& hit) { return hit.confidence < decode::threshold_of(hit, tuning); });
    const bool has_drums = !clip.truth.empty();
    mistakes += decode::is_drumming(hits, clip.duration_s, tuning) != has_drums ? 1 : 0;
  }
  return mistakes;
}

/// The middle of the best stretch.
double best_least(const std::vector<HeardDrums>& clips, const decode::DrumTuning& tuning,
                  const std::function<void(const std::string&)>& say) {
  int fewest = static_cast<int>(clips.size()) + 1;
  double first = 0.0, last = 0.0;
  for (int step = 0; step < kLeastSteps; ++step) {
    const double least = kFirstLeast * std::pow(kLeastRatio, step);
    const int mistakes = mistakes_at(clips, tuning, least);
    if (mistakes < fewest) first = least;
    if (mistakes <= fewest) last = least;
    fewest = std::min(fewest, mistakes);
  }
  const double middle = std::sqrt(first * last);
  char line[120];
  std::snprintf(line, sizeof line, "drumming from %.2f hits a minute on: %d of %zu clips mistaken",
                middle, mistakes_at(clips, tuning, middle), clips.size());
  say(line);
  return middle;
}

}  // namespace

Expected<decode::DrumTuning> calibrate_drums(const engine::LoadedDrums& drums,
                                             const data::Dataset& dataset, int threads,
                                             const std::function<void(const std::string&)>& say) {
  const auto heard = core::parallel_collect(
      dataset.clips.size(), threads, [&](std::size_t i) { return hear(drums, dataset.clips[i]); },
      not_interrupted);
  if (!heard) return heard.error();
  const std::vector<HeardDrums>& clips = *heard;
  const bool any = std::any_of(clips.begin(), clips.end(),
                               [](const HeardDrums& clip) { return !clip.truth.empty(); });
  if (!any)
    return Error{ErrorCode::invalid_argument, "no clip of the validation set has drums", {}};
  decode::DrumTuning tuning = drums.tuning;
  for (const core::DrumFacts& drum : core::all_drums()) {
    double& threshold = tuning.thresholds[static_cast<std::size_t>(drum.drum)];
    threshold = best_threshold(clips, drum, threshold, say);
  }
  tuning.least_hits_per_min = best_least(clips, tuning, say);
  return tuning;
}

}  // namespace divisi::cli
