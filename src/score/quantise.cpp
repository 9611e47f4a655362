#include "score/quantise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace divisi::score {
namespace {

constexpr double kLatest_s = 1e7;
/// MusicXML's octaves begin with 0: C0 is 12, but may be spelled as the B sharp below it. What lies
/// deeper, under 17 Hz, is no note to play.
constexpr int kLowestWritten_midi = 13;
/// Triplets are rarer than sixteenths: their error must be this much smaller to be believed.
constexpr double kTernaryDoubt = 0.6;

bool usable(const Note& note) {
  return note.onset_s >= 0.0 && note.offset_s > note.onset_s && note.offset_s < kLatest_s &&
         note.pitch_midi >= 0 && note.pitch_midi <= 127;
}

/// Beats from the first bar line.
double position_in(const BeatGrid& grid, const BarFrame& frame, double time_s) {
  return grid.position(time_s) - frame.first_beat;
}

double squared_error(double fraction, int divisions) {
  const double off = fraction * divisions - std::round(fraction * divisions);
  return off * off / (divisions * divisions);
}

/// For each beat, whether its onsets lie better on thirds than on quarters.
std::vector<bool> find_ternary_beats(const std::vector<double>& onsets, int beat_count) {
  const auto count = static_cast<std::size_t>(beat_count);
  std::vector<double> binary_error(count, 0.0);
  std::vector<double> ternary_error(count, 0.0);
  std::vector<int> inside(count, 0);
  for (const double onset : onsets) {
    const double beat = std::floor(onset);
    if (beat < 0.0 || beat >= beat_count) continue;
    const auto index = static_cast<std::size_t>(beat);
    const double fraction = onset - beat;
    binary_error[index] += squared_error(fraction, 4);
    ternary_error[index] += squared_error(fraction, 3);
    inside[index] += fraction > 0.15 && fraction < 0.85 ? 1 : 0;
  }
  std::vector<bool> ternary(count, false);
  for (std::size_t i = 0; i < count; ++i) {
    ternary[i] = inside[i] > 0 && ternary_error[i] < kTernaryDoubt * binary_error[i];
  }
  return ternary;
}

int nearest_unit(double position, const std::vector<bool>& ternary) {
  const double beat = std::floor(position);
  const auto index = static_cast<std::size_t>(std::max(0.0, beat));
  const int divisions = index < ternary.size() && ternary[index] ? 3 : 4;
  const double lines = std::round((position - beat) * divisions);
  return static_cast<int>(beat) * kUnitsPerBeat +
         static_cast<int>(lines) * (kUnitsPerBeat / divisions);
}

/// The first line after `unit`.
int next_line(int unit, const std::vector<bool>& ternary) {
  const auto beat = static_cast<std::size_t>(unit / kUnitsPerBeat);
  return unit + (beat < ternary.size() && ternary[beat] ? 4 : 3);
}

void sort_and_merge(std::vector<WrittenNote>& notes) {
  std::sort(notes.begin(), notes.end(), [](const WrittenNote& a, const WrittenNote& b) {
    return std::tie(a.start, a.pitch_midi, b.length) < std::tie(b.start, b.pitch_midi, a.length);
  });
  notes.erase(std::unique(notes.begin(), notes.end(),
                          [](const WrittenNote& a, const WrittenNote& b) {
                            return a.start == b.start && a.pitch_midi == b.pitch_midi;
                          }),
              notes.end());
}

/// Small gaps before the next onset of the part close, small overlaps with it end there; the last
/// notes reach up to the next beat if little is missing.
void tidy_ends(std::vector<WrittenNote>& notes) {
  constexpr int kOverlap = 3;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    std::size_t next = i + 1;
    while (next < notes.size() && notes[next].start == notes[i].start) ++next;
    if (next == notes.size()) {
      const int to_beat =
          kUnitsPerBeat - 1 - (notes[i].start + notes[i].length - 1) % kUnitsPerBeat;
      if (to_beat <= 4 && notes[i].length >= 2 * to_beat) notes[i].length += to_beat;
      continue;
    }
    const int to_next = notes[next].start - notes[i].start;
    const int gap = to_next - notes[i].length;
    const bool close = gap > 0 && gap <= kUnitsPerBeat / 2 && 2 * notes[i].length >= to_next;
    const bool overlaps = gap < 0 && -gap <= kOverlap;
    if (close || overlaps) notes[i].length = to_next;
  }
}

/// A drum has no length of its own: a stroke is written up to the next one, or to the end of its
/// beat. As short as it sounds it would be a sixteenth and a crowd of rests.
void reach_to_next_stroke(std::vector<WrittenNote>& notes) {
  int next = std::numeric_limits<int>::max();  // where the strokes after this one begin
  int here = next;
  for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
    if (note->start != here) next = std::exchange(here, note->start);
    const int beat_end = (here / kUnitsPerBeat + 1) * kUnitsPerBeat;
    note->length = std::min(next, beat_end) - here;
  }
}

/// A pitch ends where it begins again.
void cut_repeated_pitches(std::vector<WrittenNote>& notes) {
  std::vector<WrittenNote*> last(128, nullptr);
  for (WrittenNote& note : notes) {
    WrittenNote*& before = last[static_cast<std::size_t>(note.pitch_midi)];
    if (before != nullptr) before->length = std::min(before->length, note.start - before->start);
    before = &note;
  }
}

}  // namespace

BarFrame frame_bars(const Score& score, const BeatGrid& grid) {
  double first = 1e18;
  double last = -1e18;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (!usable(note)) continue;
      first = std::min(first, grid.position(note.onset_s));
      last = std::max(last, grid.position(note.offset_s));
    }
  }
  BarFrame frame;
  frame.beats_per_bar = grid.beats_per_bar;
  if (first > last) return frame;
  const double beats = grid.beats_per_bar;
  // A note a hair before the bar line belongs to the bar.
  const double bar = std::floor((first + 0.15 - grid.first_downbeat) / beats);
  frame.first_beat = grid.first_downbeat + static_cast<int>(bar) * grid.beats_per_bar;
  const double bars = std::ceil((last - 0.2 - frame.first_beat) / beats);
  frame.bar_count = static_cast<int>(std::clamp<double>(bars, 1.0, kMostBars));
  return frame;
}

WrittenPart quantise_part(const Part& part, const BeatGrid& grid, const BarFrame& frame) {
  WrittenPart written;
  const int end = frame.bar_count * frame.units_per_bar();
  std::vector<double> onsets;
  for (const Note& note : part.notes) {
    if (usable(note)) onsets.push_back(position_in(grid, frame, note.onset_s));
  }
  written.ternary = find_ternary_beats(onsets, frame.bar_count * frame.beats_per_bar);
  for (const Note& note : part.notes) {
    if (!usable(note)) continue;
    if (!part.is_drums && note.pitch_midi < kLowestWritten_midi) continue;
    const double onset = position_in(grid, frame, note.onset_s);
    const double offset = position_in(grid, frame, note.offset_s);
    if (onset * kUnitsPerBeat > end) continue;
    const int start = std::max(0, nearest_unit(onset, written.ternary));
    if (start >= end) continue;
    int stop = offset * kUnitsPerBeat > end ? end : nearest_unit(offset, written.ternary);
    stop = std::clamp(std::max(stop, next_line(start, written.ternary)), start + 1, end);
    written.notes.push_back({start, stop - start, note.pitch_midi});
  }
  sort_and_merge(written.notes);
  if (part.is_drums) {
    reach_to_next_stroke(written.notes);
  } else {
    tidy_ends(written.notes);
  }
  cut_repeated_pitches(written.notes);
  return written;
}

}  // namespace divisi::score
