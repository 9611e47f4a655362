#include "decode/roll_notes.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace divisi::decode {

RollNotes::RollNotes(const RollRules& rules, const FrameGrid& frames, const PitchGrid& pitches)
    : rules_(rules),
      frames_(frames),
      pitches_(pitches),
      runs_(static_cast<std::size_t>(pitches.pitch_count)) {}

void RollNotes::close(std::size_t pitch) {
  Run& run = runs_[pitch];
  const std::int64_t length = run.last - run.first + 1;
  if (run.first >= 0 && (rules_.drums || length >= rules_.shortest_frames)) {
    Note note;
    note.onset_s = frames_.time_s(static_cast<double>(run.first));
    note.offset_s = rules_.drums ? note.onset_s + rules_.drum_s
                                 : frames_.time_s(static_cast<double>(run.last + 1));
    note.pitch_midi = pitches_.midi(static_cast<int>(pitch));
    note.velocity = rules_.velocity;
    note.confidence = std::clamp(run.sum / run.sounding, 0.0, 1.0);
    notes_.push_back(note);
  }
  run = {};
}

void RollNotes::push(const float* probabilities) {
  for (std::size_t p = 0; p < runs_.size(); ++p) {
    const double probability = static_cast<double>(probabilities[p]);
    if (!(probability >= rules_.threshold)) continue;
    Run& run = runs_[p];
    if (run.first >= 0 && frame_ - run.last - 1 > rules_.bridged_frames) close(p);
    if (run.first < 0) run.first = frame_;
    run.last = frame_;
    run.sum += probability;
    ++run.sounding;
  }
  ++frame_;
}

std::vector<Note> RollNotes::finish() {
  for (std::size_t p = 0; p < runs_.size(); ++p) close(p);
  std::sort(notes_.begin(), notes_.end(), [](const Note& a, const Note& b) {
    return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
  });
  return std::move(notes_);
}

std::vector<Note> notes_of_roll(const Map2d& roll, const RollRules& rules, const FrameGrid& frames,
                                const PitchGrid& pitches) {
  RollNotes notes(rules, frames, pitches);
  for (std::size_t t = 0; t < roll.rows; ++t) notes.push(roll.row(t));
  return notes.finish();
}

}  // namespace divisi::decode
