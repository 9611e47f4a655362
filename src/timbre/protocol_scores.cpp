#include "timbre/protocol_scores.h"

#include <algorithm>
#include <utility>

#include "eval/notes.h"
#include "match/assignment.h"
#include "timbre/solo_pieces.h"

namespace divisi::timbre {
namespace {

std::vector<core::AnnotatedNote> annotated(const std::vector<Note>& notes) {
  std::vector<core::AnnotatedNote> result;
  for (const Note& note : notes) {
    result.push_back({note.onset_s,
                      note.offset_s,
                      static_cast<double>(note.pitch_midi),
                      core::kUnknownVelocity,
                      {}});
  }
  core::sort_notes(result);
  return result;
}

double squared_error(const eval::PianoRoll& a, const eval::PianoRoll& b) {
  const eval::Counts counts = eval::compare_rolls(a, b);
  return static_cast<double>(counts.false_positives + counts.false_negatives);
}

}  // namespace

SeparatedPart part_of(std::vector<Note> notes, std::size_t frame_count) {
  eval::PianoRoll roll =
      eval::draw_piano_roll(annotated(notes), published_grid().frames.hop_s, frame_count);
  return {std::move(notes), std::move(roll)};
}

double note_f1(const std::vector<Note>& reference, const std::vector<Note>& estimate) {
  return eval::score_notes(eval::to_timed_pitches(annotated(reference)),
                           eval::to_timed_pitches(annotated(estimate)), eval::onset_and_pitch())
      .f1;
}

SeparationScores score_parts(const std::vector<SeparatedPart>& stems,
                             const std::vector<SeparatedPart>& parts) {
  std::vector<double> costs;
  for (const SeparatedPart& stem : stems) {
    for (const SeparatedPart& part : parts) costs.push_back(squared_error(stem.roll, part.roll));
  }
  const std::vector<int> paired = match::minimum_cost_assignment(costs, stems.size(), parts.size());
  SeparationScores scores;
  for (std::size_t i = 0; i < stems.size(); ++i) {
    if (paired[i] < 0) continue;
    const SeparatedPart& part = parts[static_cast<std::size_t>(paired[i])];
    scores.note_f1 += note_f1(stems[i].notes, part.notes);
    scores.frame_f1 += eval::quality_of(eval::compare_rolls(stems[i].roll, part.roll)).f1;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(1, stems.size()));
  return {scores.note_f1 / count, scores.frame_f1 / count};
}

}  // namespace divisi::timbre
