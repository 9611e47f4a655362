/// Events of a MIDI file's tracks, with the bytes that say them.
///
/// Source    Standard MIDI Files 1.0 (RP-001); MIDI 1.0 for controllers and the pitch wheel.
/// Thread    safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace divisi::score {

/// At the same tick the lower order comes first.
enum MidiOrder : int { kTrackName = -3, kTrackPort, kTrackSetup, kNoteOff, kWheel, kNoteOn };

struct MidiEvent {
  std::int64_t tick = 0;
  int order = 0;
  std::string bytes;
};

inline char midi_byte(int value) { return static_cast<char>(value & 0xFF); }

inline std::string control_change(int channel, int number, int value) {
  return {midi_byte(0xB0 | channel), midi_byte(number), midi_byte(value)};
}

/// A registered parameter's value, in whole units.
inline std::string registered_parameter(int channel, int number, int value) {
  const std::string at_once(1, '\0');  // the distance between two events
  return control_change(channel, 101, 0) + at_once + control_change(channel, 100, number) +
         at_once + control_change(channel, 6, value) + at_once + control_change(channel, 38, 0);
}

/// How many semitones the whole way of the wheel is, either way.
inline std::string wheel_range(int channel, int semitones) {
  return registered_parameter(channel, 0, semitones);
}

/// The wheel at `cents` of `range_semitones`.
inline std::string wheel_at(int channel, int cents, int range_semitones) {
  const double share = cents / (100.0 * range_semitones);
  const int position =
      static_cast<int>(std::lround(std::clamp(8192.0 * (1.0 + share), 0.0, 16383.0)));
  return {midi_byte(0xE0 | channel), midi_byte(position & 0x7F), midi_byte(position >> 7)};
}

}  // namespace divisi::score
