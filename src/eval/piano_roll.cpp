#include "eval/piano_roll.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::eval {
namespace {

/// Index of the first frame at or after `time_s`, within [0, frame_count].
std::size_t first_frame_at(double time_s, double hop_s, std::size_t frame_count) {
  constexpr double kSlack = 1e-9;  // a time that is a multiple of the hop is on its frame
  const double frame = std::ceil(time_s / hop_s - kSlack);
  return static_cast<std::size_t>(std::clamp(frame, 0.0, static_cast<double>(frame_count)));
}

}  // namespace

PianoRoll draw_piano_roll(const std::vector<core::AnnotatedNote>& notes, double hop_s,
                          std::size_t frame_count) {
  DIVISI_CHECK(hop_s > 0.0, "frames follow each other in time");
  PianoRoll roll;
  roll.frames.hop_s = hop_s;
  roll.frame_count = frame_count;
  const auto columns = static_cast<std::size_t>(roll.pitches.pitch_count);
  roll.cells.assign(frame_count * columns, 0);
  for (const core::AnnotatedNote& note : notes) {
    const double key = std::nearbyint(note.pitch_midi) - roll.pitches.lowest_midi;
    if (!(key >= 0.0 && key < roll.pitches.pitch_count)) continue;
    const std::size_t end = first_frame_at(note.offset_s, hop_s, frame_count);
    for (std::size_t t = first_frame_at(note.onset_s, hop_s, frame_count); t < end; ++t) {
      roll.cells[t * columns + static_cast<std::size_t>(key)] = 1;
    }
  }
  return roll;
}

Counts compare_rolls(const PianoRoll& reference, const PianoRoll& estimate) {
  DIVISI_CHECK(reference.cells.size() == estimate.cells.size(), "rolls on the same grid");
  Counts counts;
  for (std::size_t i = 0; i < reference.cells.size(); ++i) {
    counts.true_positives += reference.cells[i] & estimate.cells[i];
    counts.false_positives += estimate.cells[i] & (reference.cells[i] ^ 1U);
    counts.false_negatives += reference.cells[i] & (estimate.cells[i] ^ 1U);
  }
  return counts;
}

std::size_t frames_to_cover(const std::vector<core::AnnotatedNote>& reference,
                            const std::vector<core::AnnotatedNote>& estimate, double hop_s) {
  double last_s = 0.0;
  bool any = false;
  for (const auto* notes : {&reference, &estimate}) {
    for (const core::AnnotatedNote& note : *notes) {
      last_s = any ? std::max(last_s, note.offset_s) : note.offset_s;
      any = true;
    }
  }
  return static_cast<std::size_t>(std::max(0.0, std::ceil((last_s + 0.1) / hop_s)));
}

}  // namespace divisi::eval
