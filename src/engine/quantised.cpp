#include "divisi/quantise.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "score/tick_ruler.h"

namespace divisi {
namespace {

Expected<void> check(const QuantiseOptions& options) {
  const bool is_known = std::find(kLinesPerBeat.begin(), kLinesPerBeat.end(),
                                  options.lines_per_beat) != kLinesPerBeat.end();
  if (!is_known) {
    return Error{ErrorCode::invalid_argument,
                 "lines_per_beat is " + std::to_string(options.lines_per_beat) +
                     ", expected 1, 2, 3, 4, 6, 8 or 12",
                 "lines_per_beat"};
  }
  if (options.strength >= 0.0 && options.strength <= 1.0) return {};
  return Error{ErrorCode::invalid_argument,
               "strength is " + std::to_string(options.strength) + ", expected 0 to 1", "strength"};
}

/// The lines of a tempo map.
class Lines {
 public:
  Lines(const Score& score, const QuantiseOptions& options)
      : ruler_(score.tempo),
        ticks_(ruler_.ticks_per_quarter() / options.lines_per_beat),
        strength_(options.strength) {}

  /// The nearest one.
  std::int64_t line_at(double time_s) const {
    return (ruler_.tick_at(std::max(0.0, time_s)) + ticks_ / 2) / ticks_;
  }

  /// Moved towards the nearest one.
  double moved_s(double time_s) const {
    return time_s + strength_ * (ruler_.time_s(line_at(time_s) * ticks_) - time_s);
  }

 private:
  score::TickRuler ruler_;
  std::int64_t ticks_;
  double strength_;
};

/// The notes of one pitch, in order of onset.
using Strokes = std::vector<Note*>;

void move_onsets(const Strokes& strokes, const Lines& lines) {
  std::vector<std::int64_t> line;
  for (const Note* note : strokes) line.push_back(lines.line_at(note->onset_s));
  for (std::size_t n = 0; n < strokes.size(); ++n) {
    const bool is_crowded =
        (n > 0 && line[n - 1] == line[n]) || (n + 1 < strokes.size() && line[n + 1] == line[n]);
    Note& note = *strokes[n];
    const double length_s = note.offset_s - note.onset_s;
    const double offset_s = lines.moved_s(note.offset_s);
    if (!is_crowded) note.onset_s = lines.moved_s(note.onset_s);
    note.offset_s = offset_s > note.onset_s ? offset_s : note.onset_s + length_s;
  }
}

void move(Strokes& strokes, const Lines& lines) {
  move_onsets(strokes, lines);
  for (std::size_t n = 0; n + 1 < strokes.size(); ++n) {
    const double next_s = strokes[n + 1]->onset_s;
    if (next_s > strokes[n]->onset_s) strokes[n]->offset_s = std::min(strokes[n]->offset_s, next_s);
  }
}

void move(Part& part, const Lines& lines) {
  std::map<int, Strokes> pitches;
  for (Note& note : part.notes) pitches[note.pitch_midi].push_back(&note);
  for (auto& [pitch, strokes] : pitches) move(strokes, lines);
  std::stable_sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
    return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
  });
}

}  // namespace

Expected<Score> quantised(const Score& score, const QuantiseOptions& options) {
  if (const Expected<void> good = check(options); !good) return good.error();
  Score result = score;
  if (options.strength == 0.0) return result;
  const Lines lines(score, options);
  for (Part& part : result.parts) {
    move(part, lines);
    for (Note& note : part.notes) {
      if (note.onset_s < score.duration_s)
        note.offset_s = std::min(note.offset_s, score.duration_s);
    }
  }
  return result;
}

}  // namespace divisi
