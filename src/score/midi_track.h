/// The tracks of a MIDI file: events paired into notes, in ticks.
///
/// Source    Standard MIDI Files 1.0 (RP-001).
/// Thread    safe for different scores.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "score/midi_reader.h"

namespace divisi::score {

struct TickNote {
  std::int64_t start_tick = 0;
  std::int64_t end_tick = 0;
  int key = 0;
  int velocity = 0;
};

struct TempoEvent {
  std::int64_t tick = 0;
  std::uint32_t microseconds_per_quarter = 500000;
};

struct PartKey {
  int track = 0;
  int channel = 0;
  int program = 0;
  bool operator<(const PartKey& other) const {
    return std::tie(track, channel, program) < std::tie(other.track, other.channel, other.program);
  }
};

/// What the tracks read so far hold.
struct TickScore {
  std::map<PartKey, std::vector<TickNote>> parts;
  std::map<int, std::string> track_names;
  std::vector<TempoEvent> tempo;
};

/// Adds the notes, the name and the tempo changes of one track, numbered from 0. False when `bytes`
/// are no sequence of MIDI events.
bool parse_midi_track(std::string_view bytes, int track, const MidiReadOptions& options,
                      TickScore& score);

}  // namespace divisi::score
