#include "score/midi_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/atomic_file.h"
#include "score/tick_ruler.h"

namespace divisi::score {
namespace {

constexpr int kDrumChannel = 9;  ///< channel 10 as people count
constexpr double kLatest_s = 1e7;

struct TickNote {
  std::int64_t start = 0;
  std::int64_t end = 0;
  int pitch = 0;
  int velocity = 0;
};

struct TickEvent {
  std::int64_t tick = 0;
  int order = 0;  ///< at the same tick: what ends comes before what begins
  std::string bytes;
};

struct Place {
  int port = 0;
  int channel = 0;
};

char byte(int value) { return static_cast<char>(value & 0xFF); }

std::string big_endian(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += byte(static_cast<int>(value >> (8 * i)));
  return text;
}

std::string variable_length(std::uint32_t value) {
  std::string text(1, byte(static_cast<int>(value & 0x7FU)));
  for (value >>= 7U; value > 0; value >>= 7U) {
    text.insert(text.begin(), byte(static_cast<int>(0x80U | (value & 0x7FU))));
  }
  return text;
}

std::string meta(int type, const std::string& data) {
  return std::string(1, byte(0xFF)) + byte(type) +
         variable_length(static_cast<std::uint32_t>(data.size())) + data;
}

/// Longest pause that a delta time can say.
constexpr std::int64_t kLongestDelta = 0x0FFFFFFF;

/// Puts events in order and wraps them as a chunk.
std::string track_chunk(std::vector<TickEvent> events) {
  std::stable_sort(events.begin(), events.end(), [](const TickEvent& a, const TickEvent& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
  });
  std::string body;
  std::int64_t now = 0;
  for (const TickEvent& event : events) {
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
  return {start, std::max(end, start + 1), note.pitch_midi, std::clamp(note.velocity, 1, 127)};
}

/// Ordered by pitch, then time, with at most one sounding at a time for each pitch.
std::vector<TickNote> notes_without_overlap(const Part& part, const TickRuler& ruler) {
  std::vector<TickNote> notes;
  for (const Note& note : part.notes) {
    if (can_be_written(note)) notes.push_back(to_ticks(note, ruler));
  }
  std::sort(notes.begin(), notes.end(), [](const TickNote& a, const TickNote& b) {
    if (a.pitch != b.pitch) return a.pitch < b.pitch;
    return a.start != b.start ? a.start < b.start : a.end > b.end;
  });
  std::vector<TickNote> kept;
  for (const TickNote& note : notes) {
    if (!kept.empty() && kept.back().pitch == note.pitch) {
      if (kept.back().start == note.start) continue;
      kept.back().end = std::min(kept.back().end, note.start);
    }
    kept.push_back(note);
  }
  return kept;
}

std::string part_track(const Part& part, const Place& place, const TickRuler& ruler) {
  std::vector<TickEvent> events;
  if (!part.name.empty()) events.push_back({0, -3, meta(0x03, part.name)});
  if (place.port > 0) events.push_back({0, -2, meta(0x21, std::string(1, byte(place.port)))});
  const std::string program = {byte(0xC0 | place.channel), byte(std::clamp(part.program, 0, 127))};
  events.push_back({0, -1, program});
  for (const TickNote& note : notes_without_overlap(part, ruler)) {
    const char pitch = byte(note.pitch);
    events.push_back({note.start, 1, {byte(0x90 | place.channel), pitch, byte(note.velocity)}});
    events.push_back({note.end, 0, {byte(0x80 | place.channel), pitch, byte(64)}});
  }
  return track_chunk(std::move(events));
}

std::string conductor_track(const Score& score, const TickRuler& ruler) {
  std::vector<TickEvent> events;
  if (!score.title.empty()) events.push_back({0, -2, meta(0x03, score.title)});
  const std::string four_four = {4, 2, 24, 8};  // 4/4, a click each quarter, 8 32nds to a quarter
  events.push_back({0, -1, meta(0x58, four_four)});
  for (const TickTempo& tempo : ruler.tempi()) {
    const auto length = static_cast<std::uint32_t>(tempo.microseconds_per_quarter);
    events.push_back({tempo.tick, 0, meta(0x51, big_endian(length, 3))});
  }
  return track_chunk(std::move(events));
}

/// Fifteen melodic channels and one for percussion on each port.
std::vector<Place> places_of(const std::vector<Part>& parts) {
  std::vector<Place> places;
  int melodic = 0;
  int drums = 0;
  for (const Part& part : parts) {
    if (part.is_drums) {
      places.push_back({drums++, kDrumChannel});
      continue;
    }
    const int channel = melodic % 15;
    places.push_back({melodic++ / 15, channel < kDrumChannel ? channel : channel + 1});
  }
  return places;
}

}  // namespace

std::string format_midi(const Score& score) {
  const TickRuler ruler(score.tempo);
  const std::vector<Place> places = places_of(score.parts);
  std::string file = "MThd" + big_endian(6, 4) + big_endian(1, 2) +
                     big_endian(static_cast<std::uint32_t>(score.parts.size() + 1), 2) +
                     big_endian(static_cast<std::uint32_t>(ruler.ticks_per_quarter()), 2);
  file += conductor_track(score, ruler);
  for (std::size_t i = 0; i < score.parts.size(); ++i) {
    file += part_track(score.parts[i], places[i], ruler);
  }
  return file;
}

Expected<void> write_midi(const Score& score, const std::filesystem::path& path) {
  return core::write_file_atomically(path, format_midi(score));
}

}  // namespace divisi::score
