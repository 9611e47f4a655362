#include "score/midi_track.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <utility>

#include "score/midi_bytes.h"

namespace divisi::score {
namespace {

constexpr int kChannels = 16;
constexpr int kKeys = 128;
constexpr int kSustainPedal = 64;
constexpr int kDataEntry = 6, kParameterLow = 100, kParameterHigh = 101;
constexpr int kZoneParameter = 6;  ///< registered: how many channels follow the first (MPE)

/// Pairs the events of one track into notes.
class TrackParser {
 public:
  TrackParser(int track, const MidiReadOptions& options, TickScore& score)
      : track_(track), options_(options), score_(score) {}

  /// False when the bytes are no sequence of MIDI events.
  bool parse(std::string_view bytes) {
    MidiBytes reader(bytes);
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

  bool parse_event(MidiBytes& reader) {
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

  bool parse_channel_message(MidiBytes& reader) {
    const int kind = status_ >> 4;
    const int channel = status_ & 0x0F;
    const int first = reader.byte();
    const int second = (kind == 0xC || kind == 0xD) ? 0 : reader.byte();
    if (reader.failed() || first > 127 || second > 127) return false;
    if (kind == 0x9 && second > 0) {
      note_on(channel, first, second);
    } else if (kind == 0x8 || kind == 0x9) {
      note_off(channel, first);
    } else if (kind == 0xB) {
      set_controller(channel, first, second);
    } else if (kind == 0xC) {
      program_[static_cast<std::size_t>(channel)] = first;
    }
    return true;
  }

  bool parse_meta(MidiBytes& reader) {
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
      MidiBytes tempo(data);
      score_.tempo.push_back({tick_, std::max<std::uint32_t>(1, tempo.number(3))});
    }
    return true;
  }

  std::deque<OpenNote>& open(int channel, int key) { return open_[{channel, key}]; }

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

  void set_controller(int channel, int number, int value) {
    if (number == kSustainPedal) set_pedal(channel, value >= 64);
    if (number == kParameterHigh) parameter_ = (parameter_ & 0x7F) | (value << 7);
    if (number == kParameterLow) parameter_ = (parameter_ & 0x3F80) | value;
    // Of a zone all channels are one player's, a channel a note.
    if (number == kDataEntry && parameter_ == kZoneParameter && channel == 0) is_zone_ = value > 0;
  }

  void set_pedal(int channel, bool down) {
    pedal_[static_cast<std::size_t>(channel)] = down;
    if (down) return;
    const auto last = open_.upper_bound({channel, kKeys});
    for (auto place = open_.lower_bound({channel, 0}); place != last; ++place) {
      std::deque<OpenNote>& sounding = place->second;
      while (!sounding.empty() && sounding.front().released)
        close_front(channel, place->first.second);
    }
  }

  void close_front(int channel, int key) {
    auto& sounding = open(channel, key);
    const OpenNote& note = sounding.front();
    const std::int64_t end_tick = std::max(tick_, note.start_tick + 1);
    score_.parts[{track_, is_zone_ ? 0 : channel, note.program}].push_back(
        {note.start_tick, end_tick, key, note.velocity});
    sounding.pop_front();
  }

  void close_everything() {
    for (auto& [place, sounding] : open_) {
      while (!sounding.empty()) close_front(place.first, place.second);
    }
  }

  int track_;
  const MidiReadOptions& options_;
  TickScore& score_;
  std::int64_t tick_ = 0;
  int status_ = 0;
  bool ended_ = false;
  int parameter_ = 0x3FFF;  ///< the registered one that was asked for last; none at first
  bool is_zone_ = false;
  std::array<int, kChannels> program_{};
  std::array<bool, kChannels> pedal_{};
  /// [channel, key], of those that were ever struck: a file may have a hundred thousand tracks with
  /// nothing in them.
  std::map<std::pair<int, int>, std::deque<OpenNote>> open_;
};

}  // namespace

bool parse_midi_track(std::string_view bytes, int track, const MidiReadOptions& options,
                      TickScore& score) {
  return TrackParser(track, options, score).parse(bytes);
}

}  // namespace divisi::score
