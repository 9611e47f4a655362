#include "score/notation.h"

#include <algorithm>
#include <array>

namespace divisi::score {
namespace {

/// A chord, perhaps across several bars.
struct Chord {
  int start = 0;
  int end = 0;
  std::vector<int> pitches_midi;
};

using Voice = std::vector<Chord>;

int end_of(const Voice& voice) { return voice.empty() ? 0 : voice.back().end; }

/// Notes of one onset as one chord, or as two where some last at least twice as long as others.
std::vector<Chord> chords_of(const std::vector<WrittenNote>& group) {
  const auto [shortest, longest] = std::minmax_element(
      group.begin(), group.end(), [](const auto& a, const auto& b) { return a.length < b.length; });
  const bool differ = longest->length >= 2 * shortest->length;
  const int border = differ ? (shortest->length + longest->length) / 2 : longest->length + 1;
  std::vector<Chord> chords;
  for (const bool brief : {true, false}) {
    Chord chord{group.front().start, 0, {}};
    int length = 0;
    int count = 0;
    for (const WrittenNote& note : group) {
      if ((note.length < border) != brief) continue;
      chord.pitches_midi.push_back(note.pitch_midi);
      length = std::max(length, note.length);
      ++count;
    }
    chord.end = chord.start + length;
    if (count > 0) chords.push_back(std::move(chord));
  }
  // The higher chord is the first voice's.
  if (chords.size() == 2 && chords[0].pitches_midi.back() < chords[1].pitches_midi.back()) {
    std::swap(chords[0], chords[1]);
  }
  return chords;
}

void join(Chord& into, const Chord& from) {
  into.pitches_midi.insert(into.pitches_midi.end(), from.pitches_midi.begin(),
                           from.pitches_midi.end());
  std::sort(into.pitches_midi.begin(), into.pitches_midi.end());
  into.end = std::max(into.end, from.end);
}

/// Adds chords that begin together to the two voices.
void place(std::vector<Chord> chords, std::array<Voice, 2>& voices) {
  const int start = chords.front().start;
  const bool free_0 = end_of(voices[0]) <= start;
  const bool free_1 = end_of(voices[1]) <= start;
  if (chords.size() == 2 && !(free_0 && free_1)) {
    join(chords[0], chords[1]);
    chords.pop_back();
  }
  if (chords.size() == 2) {
    voices[0].push_back(std::move(chords[0]));
    voices[1].push_back(std::move(chords[1]));
    return;
  }
  std::size_t target = free_0 ? 0 : 1;
  if (!free_0 && !free_1) {
    target = end_of(voices[0]) <= end_of(voices[1]) ? 0 : 1;
    voices[target].back().end = start;
  }
  voices[target].push_back(std::move(chords.front()));
}

std::array<Voice, 2> separate_voices(const std::vector<WrittenNote>& notes) {
  std::array<Voice, 2> voices;
  for (std::size_t i = 0; i < notes.size();) {
    std::vector<WrittenNote> group;
    const int start = notes[i].start;
    for (; i < notes.size() && notes[i].start == start; ++i) group.push_back(notes[i]);
    place(chords_of(group), voices);
  }
  return voices;
}

/// The longest value that may stand at `position` of a bar when `left` units are to be said.
int value_at(int position, int left, bool ternary_beat) {
  const int within = position % kUnitsPerBeat;
  const int to_beat = kUnitsPerBeat - within;
  if (within == 0 && left >= kUnitsPerBeat) {
    for (const int value : {48, 36, 24}) {
      if (left >= value) return value;
    }
    return left == 18 ? 18 : 12;
  }
  const int room = std::min(left, to_beat);
  if (ternary_beat) return room >= 8 ? 8 : 4;
  return room >= 9 ? 9 : room >= 6 ? 6 : 3;
}

/// Splits [start, end) within a bar into symbols.
void add_symbols(std::vector<Symbol>& symbols, int start, int end, const Chord* chord,
                 const std::vector<bool>& ternary, int first_beat) {
  while (start < end) {
    const auto beat = static_cast<std::size_t>(first_beat + start / kUnitsPerBeat);
    const bool in_ternary = beat < ternary.size() && ternary[beat];
    Symbol symbol;
    symbol.start = start;
    symbol.length = value_at(start, end - start, in_ternary);
    symbol.in_triplet = in_ternary && symbol.length < kUnitsPerBeat;
    symbol.triplet_starts = symbol.in_triplet && start % kUnitsPerBeat == 0;
    symbol.triplet_ends = symbol.in_triplet && (start + symbol.length) % kUnitsPerBeat == 0;
    if (chord != nullptr) symbol.pitches_midi = chord->pitches_midi;
    start += symbol.length;
    symbols.push_back(std::move(symbol));
  }
}

/// One voice in one bar; `at` is the first chord that may reach into it.
VoiceBar write_bar(const Voice& voice, std::size_t& at, int bar, const std::vector<bool>& ternary,
                   const BarFrame& frame) {
  const int bar_start = bar * frame.units_per_bar();
  const int bar_end = bar_start + frame.units_per_bar();
  const int first_beat = bar * frame.beats_per_bar;
  VoiceBar written;
  int now = bar_start;
  while (at < voice.size() && voice[at].end <= bar_start) ++at;
  for (std::size_t i = at; i < voice.size() && voice[i].start < bar_end; ++i) {
    const Chord& chord = voice[i];
    const int from = std::max(chord.start, bar_start);
    const int to = std::min(chord.end, bar_end);
    add_symbols(written.symbols, now - bar_start, from - bar_start, nullptr, ternary, first_beat);
    const std::size_t first = written.symbols.size();
    add_symbols(written.symbols, from - bar_start, to - bar_start, &chord, ternary, first_beat);
    for (std::size_t s = first; s < written.symbols.size(); ++s) {
      written.symbols[s].tied_from_before = s > first || chord.start < bar_start;
      written.symbols[s].tied_on = s + 1 < written.symbols.size() || chord.end > bar_end;
    }
    now = to;
  }
  if (now == bar_start) {
    Symbol rest;
    rest.length = frame.units_per_bar();
    rest.whole_bar_rest = true;
    written.symbols.push_back(rest);
  } else {
    add_symbols(written.symbols, now - bar_start, bar_end - bar_start, nullptr, ternary,
                first_beat);
  }
  return written;
}

}  // namespace

StaffBars write_staff(const std::vector<WrittenNote>& notes, const std::vector<bool>& ternary,
                      const BarFrame& frame) {
  const std::array<Voice, 2> voices = separate_voices(notes);
  std::array<std::size_t, 2> at = {0, 0};
  StaffBars bars(static_cast<std::size_t>(frame.bar_count));
  for (int bar = 0; bar < frame.bar_count; ++bar) {
    for (std::size_t v = 0; v < 2; ++v) {
      VoiceBar written = write_bar(voices[v], at[v], bar, ternary, frame);
      written.voice = static_cast<int>(v);
      const bool silent = written.symbols.front().whole_bar_rest;
      if (v == 0 || !silent) bars[static_cast<std::size_t>(bar)].push_back(std::move(written));
    }
  }
  return bars;
}

}  // namespace divisi::score
