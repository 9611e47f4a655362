#include "score/midi_reader.h"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "score/midi_bytes.h"
#include "score/midi_track.h"

namespace divisi::score {
namespace {

constexpr int kDrumChannel = 9;

/// Ticks to seconds: linear between tempo changes.
class TempoMap {
 public:
  TempoMap(std::vector<TempoEvent> events, int ticks_per_quarter)
      : ticks_per_quarter_(ticks_per_quarter) {
    std::stable_sort(events.begin(), events.end(),
                     [](const TempoEvent& a, const TempoEvent& b) { return a.tick < b.tick; });
    if (events.empty() || events.front().tick > 0) events.insert(events.begin(), TempoEvent{});
    double time_s = 0.0;
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (i > 0) time_s = seconds(events[i].tick);
      if (!knots_.empty() && knots_.back().tick == events[i].tick) knots_.pop_back();
      knots_.push_back({events[i].tick, time_s, events[i].microseconds_per_quarter * 1e-6});
    }
  }

  double seconds(std::int64_t tick) const {
    auto after = std::upper_bound(knots_.begin(), knots_.end(), tick,
                                  [](std::int64_t t, const Knot& knot) { return t < knot.tick; });
    const Knot& knot = after == knots_.begin() ? *after : *std::prev(after);
    return knot.time_s +
           static_cast<double>(tick - knot.tick) * knot.quarter_s / ticks_per_quarter_;
  }

  std::vector<TempoChange> changes() const {
    std::vector<TempoChange> result;
    for (const Knot& knot : knots_) result.push_back({knot.time_s, 60.0 / knot.quarter_s});
    return result;
  }

 private:
  struct Knot {
    std::int64_t tick = 0;
    double time_s = 0.0;
    double quarter_s = 0.5;
  };
  int ticks_per_quarter_;
  std::vector<Knot> knots_;
};

Score in_seconds(const TickScore& ticks, const TempoMap& map) {
  Score score;
  score.tempo = map.changes();
  for (const auto& [key, notes] : ticks.parts) {
    Part part;
    const auto name = ticks.track_names.find(key.track);
    if (name != ticks.track_names.end()) part.name = name->second;
    part.program = key.program;
    part.is_drums = key.channel == kDrumChannel;
    for (const TickNote& note : notes) {
      part.notes.push_back(
          {map.seconds(note.start_tick), map.seconds(note.end_tick), note.key, note.velocity});
      score.duration_s = std::max(score.duration_s, part.notes.back().offset_s);
    }
    std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
      return std::tie(a.onset_s, a.pitch_midi, a.offset_s) <
             std::tie(b.onset_s, b.pitch_midi, b.offset_s);
    });
    score.parts.push_back(std::move(part));
  }
  const auto title = ticks.track_names.find(0);
  if (title != ticks.track_names.end()) score.title = title->second;
  return score;
}

Error broken(ErrorCode code, const std::string& name, const std::string& what) {
  return Error{code, name + ": " + what, name};
}

struct Header {
  int type = 0;
  int division = 0;
};

Expected<Header> parse_header(MidiBytes& reader, const std::string& name) {
  if (reader.take(4) != "MThd") {
    return broken(ErrorCode::corrupt, name, "no MIDI file: expected 'MThd' at the start");
  }
  const std::uint32_t byte_count = reader.number(4);
  Header header;
  header.type = static_cast<int>(reader.number(2));
  reader.number(2);  // the number of tracks is often wrong: we count them ourselves
  header.division = static_cast<int>(reader.number(2));
  if (reader.failed() || byte_count < 6) {
    return broken(ErrorCode::corrupt, name, "MIDI header is cut short, expected 14 bytes");
  }
  reader.take(byte_count - 6);
  if (header.type > 1) {
    return broken(ErrorCode::unsupported, name,
                  "MIDI type " + std::to_string(header.type) + ", expected type 0 or 1");
  }
  if ((header.division & 0x8000) != 0) {
    return broken(ErrorCode::unsupported, name,
                  "MIDI time division in SMPTE frames, expected ticks per quarter note");
  }
  if (header.division == 0) {
    return broken(ErrorCode::corrupt, name, "0 ticks per quarter note, expected 1 to 32767");
  }
  return header;
}

}  // namespace

Expected<Score> parse_midi(std::string_view bytes, const std::string& name,
                           const MidiReadOptions& options) {
  MidiBytes reader(bytes);
  const Expected<Header> header = parse_header(reader, name);
  if (!header) return header.error();
  TickScore ticks;
  int track = 0;
  while (!reader.at_end()) {
    const std::size_t chunk_position = reader.position();
    const std::string_view kind = reader.take(4);
    const std::string_view body = reader.take(reader.number(4));
    if (reader.failed()) {
      if (track > 0 && kind != "MTrk") break;  // rubbish after the last track is harmless
      return broken(ErrorCode::corrupt, name,
                    "MIDI chunk at byte " + std::to_string(chunk_position) + " is cut short");
    }
    if (kind != "MTrk") continue;
    if (!parse_midi_track(body, track, options, ticks)) {
      return broken(ErrorCode::corrupt, name,
                    "MIDI track " + std::to_string(track + 1) + " has a broken event");
    }
    ++track;
  }
  if (track == 0) return broken(ErrorCode::corrupt, name, "MIDI file without a track");
  return in_seconds(ticks, TempoMap(ticks.tempo, header->division));
}

Expected<Score> read_midi(const std::filesystem::path& path, const MidiReadOptions& options) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  return parse_midi(*bytes, path.string(), options);
}

}  // namespace divisi::score
