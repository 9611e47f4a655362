#include "score/midi_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/atomic_file.h"
#include "score/midi_event.h"
#include "score/tick_ruler.h"
#include "score/wheel.h"

namespace divisi::score {
namespace {

constexpr int kDrumChannel = 9;  ///< channel 10 as people count
constexpr double kLatest_s = 1e7;

struct TickNote {
  std::int64_t start = 0;
  std::int64_t end = 0;
  int velocity = 0;
  const Note* note = nullptr;

  int pitch() const { return note->pitch_midi; }
};

struct Place {
  int port = 0;
  int channel = 0;
  bool is_zone = false;  ///< all channels of its port, after MPE
};

std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += midi_byte(static_cast<int>(value >> (8 * i)));
  return text;
}

std::string variable_length(std::uint32_t value) {
  std::string text(1, midi_byte(static_cast<int>(value & 0x7FU)));
  for (value >>= 7U; value > 0; value >>= 7U) {
    text.insert(text.begin(), midi_byte(static_cast<int>(0x80U | (value & 0x7FU))));
  }
  return text;
}

std::string meta(int type, const std::string& data) {
  return std::string(1, midi_byte(0xFF)) + midi_byte(type) +
         variable_length(static_cast<std::uint32_t>(data.size())) + data;
}

/// Longest pause that a delta time can say.
constexpr std::int64_t kLongestDelta = 0x0FFFFFFF;

/// Puts events in order and wraps them as a chunk.
std::string track_chunk(std::vector<MidiEvent> events) {
  std::stable_sort(events.begin(), events.end(), [](const MidiEvent& a, const MidiEvent& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
  });
  std::string body;
  std::int64_t now = 0;
  for (const MidiEvent& event : events) {
    for (; event.tick - now > kLongestDelta; now += kLongestDelta) {
      body += variable_length(static_cast<std::uint32_t>(kLongestDelta)) + meta(0x01, "");
    }
    body += variable_length(static_cast<std::uint32_t>(event.tick - now)) + event.bytes;
    now = event.tick;
  }
  body += variable_length(0) + meta(0x2F, "");
  return "MTrk" + big_endian(static_cast<std::uint32_t>(body.size()), 4) + body;
}

bool can_be_written(const Note& note) {
  return std::isfinite(note.onset_s) && std::isfinite(note.offset_s) && note.onset_s < kLatest_s &&
         note.pitch_midi >= 0 && note.pitch_midi <= 127;
}

TickNote to_ticks(const Note& note, const TickRuler& ruler) {
  const std::int64_t start = ruler.tick_at(std::max(0.0, note.onset_s));
  const std::int64_t end = ruler.tick_at(std::clamp(note.offset_s, 0.0, kLatest_s));
  return {start, std::max(end, start + 1), std::clamp(note.velocity, 1, 127), &note};
}

/// Ordered by pitch, then time, with at most one sounding at a time for each pitch.
std::vector<TickNote> notes_without_overlap(const Part& part, const TickRuler& ruler) {
  std::vector<TickNote> notes;
  for (const Note& note : part.notes) {
    if (can_be_written(note)) notes.push_back(to_ticks(note, ruler));
  }
  std::sort(notes.begin(), notes.end(), [](const TickNote& a, const TickNote& b) {
    if (a.pitch() != b.pitch()) return a.pitch() < b.pitch();
    return a.start != b.start ? a.start < b.start : a.end > b.end;
  });
  std::vector<TickNote> kept;
  for (const TickNote& note : notes) {
    if (!kept.empty() && kept.back().pitch() == note.pitch()) {
      if (kept.back().start == note.start) continue;
      kept.back().end = std::min(kept.back().end, note.start);
    }
    kept.push_back(note);
  }
  return kept;
}

bool bends(const Part& part) {
  return std::any_of(part.notes.begin(), part.notes.end(),
                     [](const Note& note) { return !note.bend_cents.empty(); });
}

void add_note(const TickNote& note, int channel, std::vector<MidiEvent>& events) {
  const char pitch = midi_byte(note.pitch());
  events.push_back(
      {note.start, kNoteOn, {midi_byte(0x90 | channel), pitch, midi_byte(note.velocity)}});
  events.push_back({note.end, kNoteOff, {midi_byte(0x80 | channel), pitch, midi_byte(64)}});
}

void add_program(const Part& part, int channel, std::vector<MidiEvent>& events) {
  const int program = std::clamp(part.program, 0, 127);
  events.push_back({0, kTrackSetup, {midi_byte(0xC0 | channel), midi_byte(program)}});
}

/// All on one channel, whose wheel bends notes that sound alone.
void play_on_channel(const Part& part, int channel, const TickRuler& ruler,
                     std::vector<MidiEvent>& events) {
  constexpr int kRange = kMostBend_cents / 100;
  add_program(part, channel, events);
  const std::vector<WheelTurn> turns = wheel_of(part.notes);
  if (!turns.empty()) events.push_back({0, kTrackSetup, wheel_range(channel, kRange)});
  for (const WheelTurn& turn : turns) {
    events.push_back({ruler.tick_at(std::clamp(turn.time_s, 0.0, kLatest_s)), kWheel,
                      wheel_at(channel, turn.cents, kRange)});
  }
  for (const TickNote& note : notes_without_overlap(part, ruler)) add_note(note, channel, events);
}

/// Each note on the channel of a lower zone that has been silent longest, with a wheel of its own.
void play_on_zone(const Part& part, const TickRuler& ruler, std::vector<MidiEvent>& events) {
  constexpr int kMembers = 15, kRange = 48;  // what receivers take for granted (section 2.4)
  events.push_back({0, kTrackSetup, registered_parameter(0, 6, kMembers)});
  for (int channel = 0; channel <= kMembers; ++channel) {
    add_program(part, channel, events);
    if (channel > 0) events.push_back({0, kTrackSetup, wheel_range(channel, kRange)});
  }
  std::vector<TickNote> notes = notes_without_overlap(part, ruler);
  std::stable_sort(notes.begin(), notes.end(),
                   [](const TickNote& a, const TickNote& b) { return a.start < b.start; });
  std::array<std::int64_t, kMembers> silent_from{};
  for (const TickNote& note : notes) {
    const auto member = std::min_element(silent_from.begin(), silent_from.end());
    const int channel = 1 + static_cast<int>(member - silent_from.begin());
    *member = note.end;
    const std::vector<int>& bend = note.note->bend_cents;
    if (bend.empty()) events.push_back({note.start, kWheel, wheel_at(channel, 0, kRange)});
    for (std::size_t i = 0; i < bend.size(); ++i) {
      const double time_s = std::clamp(time_of_bend(*note.note, i), 0.0, kLatest_s);
      events.push_back({std::clamp(ruler.tick_at(time_s), note.start, note.end - 1), kWheel,
                        wheel_at(channel, bend[i], kRange)});
    }
    add_note(note, channel, events);
  }
}

std::string part_track(const Part& part, const Place& place, const TickRuler& ruler) {
  std::vector<MidiEvent> events;
  if (!part.name.empty()) events.push_back({0, kTrackName, meta(0x03, part.name)});
  if (place.port > 0)
    events.push_back({0, kTrackPort, meta(0x21, std::string(1, midi_byte(place.port)))});
  if (place.is_zone) {
    play_on_zone(part, ruler, events);
  } else {
    play_on_channel(part, place.channel, ruler, events);
  }
  return track_chunk(std::move(events));
}

std::string conductor_track(const Score& score, const TickRuler& ruler) {
  std::vector<MidiEvent> events;
  if (!score.title.empty()) events.push_back({0, kTrackName, meta(0x03, score.title)});
  const std::string four_four = {4, 2, 24, 8};  // 4/4, a click each quarter, 8 32nds to a quarter
  events.push_back({0, kTrackSetup, meta(0x58, four_four)});
  for (const TickTempo& tempo : ruler.tempi()) {
    const auto length = static_cast<std::uint32_t>(tempo.microseconds_per_quarter);
    events.push_back({tempo.tick, 0, meta(0x51, big_endian(length, 3))});
  }
  return track_chunk(std::move(events));
}

/// Fifteen melodic channels and one for percussion on each port; behind them a port for each zone.
std::vector<Place> places_of(const std::vector<Part>& parts, MidiBends style) {
  std::vector<Place> places;
  int melodic = 0;
  int drums = 0;
  for (const Part& part : parts) {
    if (part.is_drums) {
      places.push_back({drums++, kDrumChannel});
    } else if (style == MidiBends::mpe && bends(part)) {
      places.push_back({0, 0, true});
    } else {
      const int channel = melodic % 15;
      places.push_back({melodic++ / 15, channel < kDrumChannel ? channel : channel + 1});
    }
  }
  int port = std::max((melodic + 14) / 15, drums);
  for (Place& place : places)
    if (place.is_zone) place.port = port++;
  return places;
}

}  // namespace

std::string format_midi(const Score& score, MidiBends style) {
  const TickRuler ruler(score.tempo);
  const std::vector<Place> places = places_of(score.parts, style);
  std::string file = "MThd" + big_endian(6, 4) + big_endian(1, 2) +
                     big_endian(static_cast<std::uint32_t>(score.parts.size() + 1), 2) +
                     big_endian(static_cast<std::uint32_t>(ruler.ticks_per_quarter()), 2);
  file += conductor_track(score, ruler);
  for (std::size_t i = 0; i < score.parts.size(); ++i) {
    file += part_track(score.parts[i], places[i], ruler);
  }
  return file;
}

Expected<void> write_midi(const Score& score, const std::filesystem::path& path, MidiBends style) {
  return core::write_file_atomically(path, format_midi(score, style));
}

}  // namespace divisi::score
