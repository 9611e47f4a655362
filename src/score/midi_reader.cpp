#include "score/midi_reader.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "core/atomic_file.h"

namespace divisi::score {
namespace {

constexpr int kChannels = 16;
constexpr int kKeys = 128;
constexpr int kDrumChannel = 9;
constexpr int kSustainPedal = 64;

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

struct TickScore {
  std::map<PartKey, std::vector<TickNote>> parts;
  std::map<int, std::string> track_names;
  std::vector<TempoEvent> tempo;
};

/// Big-endian reading that never leaves the given bytes: past the end it sets `failed`.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return position_ >= bytes_.size(); }
  std::size_t position() const { return position_; }

  std::uint32_t number(int byte_count) {
    std::uint32_t value = 0;
    for (int i = 0; i < byte_count; ++i) value = (value << 8U) | byte();
    return value;
  }

  std::uint8_t byte() {
    if (at_end()) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }

  std::uint8_t peek() {
    if (at_end()) {
      failed_ = true;
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_]);
  }

  /// Variable-length quantity: at most four bytes, else broken.
  std::uint32_t variable_length() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint8_t next = byte();
      value = (value << 7U) | (next & 0x7FU);
      if ((next & 0x80U) == 0) return value;
    }
    failed_ = true;
    return 0;
  }

  std::string_view take(std::size_t byte_count) {
    if (byte_count > bytes_.size() - position_) {
      failed_ = true;
      position_ = bytes_.size();
      return {};
    }
    const std::string_view taken = bytes_.substr(position_, byte_count);
    position_ += byte_count;
    return taken;
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

/// Pairs the events of one track into notes.
class TrackParser {
 public:
  TrackParser(int track, const MidiReadOptions& options, TickScore& score)
      : track_(track), options_(options), score_(score) {}

  /// False when the bytes are no sequence of MIDI events.
  bool parse(std::string_view bytes) {
    ByteReader reader(bytes);
    while (!reader.at_end() && !ended_) {
      tick_ += reader.variable_length();
      if (reader.failed() || !parse_event(reader)) return false;
    }
    close_everything();
    return true;
  }

 private:
  struct OpenNote {
    std::int64_t start_tick = 0;
    int velocity = 0;
    int program = 0;
    bool released = false;  ///< the key is up, the pedal holds it
  };

  bool parse_event(ByteReader& reader) {
    const std::uint8_t first = reader.peek();
    if (first == 0xFFU) return parse_meta(reader);
    if (first == 0xF0U || first == 0xF7U) {
      reader.byte();
      reader.take(reader.variable_length());
      return !reader.failed();
    }
    if (first > 0xF0U) return false;  // system messages have no place in a file
    if (first >= 0x80U) status_ = reader.byte();
    if (status_ == 0) return false;  // data without a status before it
    return parse_channel_message(reader);
  }

  bool parse_channel_message(ByteReader& reader) {
    const int kind = status_ >> 4;
    const int channel = status_ & 0x0F;
    const int first = reader.byte();
    const int second = (kind == 0xC || kind == 0xD) ? 0 : reader.byte();
    if (reader.failed() || first > 127 || second > 127) return false;
    if (kind == 0x9 && second > 0) {
      note_on(channel, first, second);
    } else if (kind == 0x8 || kind == 0x9) {
      note_off(channel, first);
    } else if (kind == 0xB && first == kSustainPedal) {
      set_pedal(channel, second >= 64);
    } else if (kind == 0xC) {
      program_[static_cast<std::size_t>(channel)] = first;
    }
    return true;
  }

  bool parse_meta(ByteReader& reader) {
    reader.byte();
    const std::uint8_t type = reader.byte();
    const std::string_view data = reader.take(reader.variable_length());
    if (reader.failed()) return false;
    if (type == 0x2FU) ended_ = true;
    if (type == 0x03U && !score_.track_names.count(track_)) {
      score_.track_names[track_] = std::string(data);
    }
    if (type == 0x51U) {
      if (data.size() != 3) return false;
      ByteReader tempo(data);
      score_.tempo.push_back({tick_, std::max<std::uint32_t>(1, tempo.number(3))});
    }
    return true;
  }

  std::deque<OpenNote>& open(int channel, int key) {
    return open_[static_cast<std::size_t>(channel * kKeys + key)];
  }

  void note_on(int channel, int key, int velocity) {
    auto& sounding = open(channel, key);
    // Struck again while only the pedal holds it: the string's first note ends here.
    while (!sounding.empty() && sounding.front().released) close_front(channel, key);
    sounding.push_back({tick_, velocity, program_[static_cast<std::size_t>(channel)], false});
  }

  void note_off(int channel, int key) {
    auto& sounding = open(channel, key);
    const auto held = std::find_if(sounding.begin(), sounding.end(),
                                   [](const OpenNote& note) { return !note.released; });
    if (held == sounding.end()) return;
    if (options_.extend_by_pedal && pedal_[static_cast<std::size_t>(channel)]) {
      held->released = true;
    } else {
      close_front(channel, key);
    }
  }

  void set_pedal(int channel, bool down) {
    pedal_[static_cast<std::size_t>(channel)] = down;
    if (down) return;
    for (int key = 0; key < kKeys; ++key) {
      auto& sounding = open(channel, key);
      while (!sounding.empty() && sounding.front().released) close_front(channel, key);
    }
  }

  void close_front(int channel, int key) {
    auto& sounding = open(channel, key);
    const OpenNote& note = sounding.front();
    const std::int64_t end_tick = std::max(tick_, note.start_tick + 1);
    score_.parts[{track_, channel, note.program}].push_back(
        {note.start_tick, end_tick, key, note.velocity});
    sounding.pop_front();
  }

  void close_everything() {
    for (int channel = 0; channel < kChannels; ++channel) {
      for (int key = 0; key < kKeys; ++key) {
        while (!open(channel, key).empty()) close_front(channel, key);
      }
    }
  }

  int track_;
  const MidiReadOptions& options_;
  TickScore& score_;
  std::int64_t tick_ = 0;
  int status_ = 0;
  bool ended_ = false;
  std::array<int, kChannels> program_{};
  std::array<bool, kChannels> pedal_{};
  std::vector<std::deque<OpenNote>> open_ =
      std::vector<std::deque<OpenNote>>(std::size_t{kChannels} * kKeys);
};

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

Expected<Header> parse_header(ByteReader& reader, const std::string& name) {
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
  ByteReader reader(bytes);
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
    if (!TrackParser(track, options, ticks).parse(body)) {
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
