#include "eval/clip_score.h"

#include <algorithm>

#include "eval/counts.h"
#include "eval/notes.h"
#include "eval/part_figures.h"
#include "eval/piano_roll.h"
#include "eval/pitch_tracks.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

struct Grid {
  double hop_s;
  const char* tag;
};
constexpr Grid kGrids[] = {{0.01, "10"}, {0.032, "32"}};

Counts compare_at_threshold(const PianoRoll& reference, const Map2d& posterior, float threshold) {
  PianoRoll estimate = reference;
  for (std::size_t i = 0; i < estimate.cells.size(); ++i) {
    estimate.cells[i] = posterior.cells[i] >= threshold ? 1 : 0;
  }
  return compare_rolls(reference, estimate);
}

void add_frame_figures(const Grid& grid, const Notes& reference, const Estimate& estimate,
                       ClipScore& score) {
  const std::string tag = grid.tag;
  const std::size_t count = frames_to_cover(reference, estimate.notes, grid.hop_s);
  const PianoRoll truth = draw_piano_roll(reference, grid.hop_s, count);
  const Quality quality =
      quality_of(compare_rolls(truth, draw_piano_roll(estimate.notes, grid.hop_s, count)));
  score.figures["frame" + tag + "_P"] = quality.precision;
  score.figures["frame" + tag + "_R"] = quality.recall;
  score.figures["frame" + tag + "_F1"] = quality.f1;
  score.figures["frame" + tag + "_acc"] = quality.accuracy;
  if (!estimate.posterior) return;
  const Map2d posterior = sample_posterior(*estimate.posterior, grid.hop_s, count);
  const RankingScores ranking = rank_cells(posterior.cells, truth.cells);
  if (ranking.curve.empty()) return;
  score.figures["AP" + tag] = ranking.average_precision;
  score.figures["best" + tag + "_F1"] = ranking.best_f1;
  score.figures["best" + tag + "_thr"] = ranking.best_threshold;
  if (estimate.posterior->frame_threshold) {
    // Compared in float, the type of the posteriors, so that a cell that equals it counts.
    const auto threshold = static_cast<float>(*estimate.posterior->frame_threshold);
    score.figures["post" + tag + "_F1"] =
        quality_of(compare_at_threshold(truth, posterior, threshold)).f1;
  }
  if (tag == "10") score.curve = sample_curve(ranking.curve, curve_thresholds());
}

bool all_have_velocities(const Notes& notes) {
  return std::all_of(notes.begin(), notes.end(),
                     [](const core::AnnotatedNote& note) { return note.velocity >= 0.0; });
}

void add_note_figures(const Notes& reference, const Notes& estimate, ClipScore& score) {
  const std::vector<TimedPitch> truth = to_timed_pitches(reference);
  const std::vector<TimedPitch> found = to_timed_pitches(estimate);
  const bool velocities = all_have_velocities(reference) && all_have_velocities(estimate);
  for (const bool with_offsets : {false, true}) {
    for (const bool with_velocities : {false, true}) {
      if (with_velocities && !velocities) continue;
      NoteTolerance tolerance = with_offsets ? NoteTolerance{} : onset_and_pitch();
      if (with_velocities) tolerance.velocity = 0.1;
      const NoteScores scores = score_notes(truth, found, tolerance);
      const std::string key =
          std::string("note_on") + (with_offsets ? "off" : "") + (with_velocities ? "vel" : "");
      score.figures[key + "_P"] = scores.precision;
      score.figures[key + "_R"] = scores.recall;
      score.figures[key + "_F1"] = scores.f1;
      score.figures[key + "_overlap"] = scores.average_overlap;
    }
  }
}

void add_pitch_figures(const core::Annotation& truth, const Estimate& found, ClipScore& score) {
  if (!found.score) return;
  const PitchTrackScore pitch = score_pitch_tracks(truth.f0_tracks, *found.score);
  if (pitch.moments == 0) return;
  score.figures["pitch_moments"] = static_cast<double>(pitch.moments);
  score.figures["pitch_cents"] = pitch.mean_cents;
  score.figures["pitch_25"] = pitch.within_25_cents;
}

}  // namespace

const std::vector<double>& curve_thresholds() {
  static const std::vector<double> thresholds = [] {
    std::vector<double> values;
    for (int percent = 1; percent <= 99; ++percent) values.push_back(percent / 100.0);
    return values;
  }();
  return thresholds;
}

ClipScore score_clip(const core::Annotation& reference, const Estimate& estimate) {
  const Notes truth = core::without_percussion(reference.notes);
  const Estimate found{core::without_percussion(estimate.notes), estimate.posterior};
  ClipScore score;
  score.figures["n_ref"] = static_cast<double>(truth.size());
  score.figures["n_est"] = static_cast<double>(found.notes.size());
  for (const Grid& grid : kGrids) add_frame_figures(grid, truth, found, score);
  add_note_figures(truth, found.notes, score);
  add_part_figures(truth, found.notes, score);
  add_drum_figures(reference.notes, estimate.notes, score);
  add_pitch_figures(reference, estimate, score);
  return score;
}

}  // namespace divisi::eval
