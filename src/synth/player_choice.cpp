#include "synth/player_choice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace divisi::synth {
namespace {

/// The first word of `rest`, which loses it.
std::string take_word(std::string& rest) {
  const std::size_t end = rest.find(' ');
  const std::string word = rest.substr(0, end);
  rest = end == std::string::npos ? "" : rest.substr(end + 1);
  return word;
}

Error not_playable(const std::string& words, const std::string& expected) {
  return Error{ErrorCode::invalid_argument, "player '" + words + "': expected " + expected, words};
}

bool holds(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

Expected<void> choose_fluid(const std::string& words, std::string rest, const PlayerStock& stock,
                            PlannedPart& planned) {
  const std::string program = take_word(rest);
  planned.source = Source::fluid;
  planned.part.is_drums = program == "drums";
  if (!planned.part.is_drums) {
    const char* end = program.data() + program.size();
    const auto read = std::from_chars(program.data(), end, planned.part.program);
    if (read.ec != std::errc() || read.ptr != end || planned.part.program < 0 ||
        planned.part.program > 127) {
      return not_playable(words, "fluid, a program from 0 to 127 or drums, and a soundfont");
    }
  }
  for (const std::string& soundfont : stock.soundfonts) {
    if (std::filesystem::path(soundfont).filename() == rest) planned.soundfont = soundfont;
  }
  if (planned.soundfont.empty()) return not_playable(words, "the file name of one of soundfonts");
  return {};
}

template <std::size_t N>
int find_name(const std::array<const char*, N>& names, const std::string& name) {
  return static_cast<int>(std::find(names.begin(), names.end(), name) - names.begin());
}

Expected<void> choose_own(const std::string& words, const std::string& kind,
                          const std::string& rest, PlannedPart& planned) {
  static constexpr std::array<const char*, 6> kManners = {"voice", "bowed", "reed",
                                                          "flute", "brass", "oscillator"};
  static constexpr std::array<const char*, 5> kShapes = {"pulse", "triangle", "fm", "harmonic",
                                                         "pad"};
  if (kind == "expressive" && find_name(kManners, rest) < 6) {
    planned.source = Source::expressive;
    planned.manner = static_cast<Manner>(find_name(kManners, rest));
  } else if (kind == "plucked" && rest.empty()) {
    planned.source = Source::plucked;
  } else if (kind == "oscillator" && (rest.empty() || find_name(kShapes, rest) < 5)) {
    planned.source = Source::oscillator;
    if (!rest.empty()) planned.shape = static_cast<OscillatorShape>(find_name(kShapes, rest));
  } else {
    return not_playable(words,
                        "fluid, sampled, kit, plucked, oscillator or expressive, and its kind");
  }
  return {};
}

}  // namespace

Expected<void> choose_player(const std::string& words, const PlayerStock& stock,
                             PlannedPart& planned) {
  std::string rest = words;
  const std::string kind = take_word(rest);
  planned.part.is_drums = false;
  if (kind == "fluid") return choose_fluid(words, rest, stock, planned);
  if (kind == "sampled") {
    if (!holds(stock.samples, rest)) return not_playable(words, "one of samples");
    planned.source = Source::sampled;
    planned.sample_set = rest;
    return {};
  }
  if (kind == "kit") {
    const bool is_synthetic = rest == "synthetic";
    if (!is_synthetic && !holds(stock.drum_kits, rest)) {
      return not_playable(words, "synthetic or one of drum_kits");
    }
    planned.source = Source::drum_kit;
    planned.part.is_drums = true;
    planned.sample_set = is_synthetic ? "" : rest;
    return {};
  }
  return choose_own(words, kind, rest, planned);
}

}  // namespace divisi::synth
