/// The families of instruments that parts are named by.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace divisi::parts {

/// How tones begin and go on.
enum class Kind { struck, plucked, sustained };

struct Family {
  std::string_view word;  ///< as files have it: "strings"
  std::string_view name;  ///< as a track is called: "Strings"
  int program;            ///< General MIDI, from 0: the one that stands for all of it
  Kind kind;
  bool has_chords;   ///< whoever plays it plays several notes at once, as a rule
  bool keeps_pitch;  ///< nobody can bend its notes
};

constexpr std::array<Family, 13> kFamilies = {{
    {"piano", "Piano", 0, Kind::struck, true, true},
    {"electric piano", "Electric piano", 4, Kind::struck, true, true},
    {"mallets", "Mallets", 11, Kind::struck, true, true},
    {"organ", "Organ", 19, Kind::sustained, true, true},
    {"guitar", "Guitar", 24, Kind::plucked, true, false},
    {"bass", "Bass", 33, Kind::plucked, false, false},
    {"strings", "Strings", 48, Kind::sustained, true, false},
    {"plucked strings", "Plucked strings", 46, Kind::plucked, true, true},
    {"voice", "Voice", 53, Kind::sustained, false, false},
    {"brass", "Brass", 61, Kind::sustained, false, false},
    {"reeds", "Reeds", 71, Kind::sustained, false, false},
    {"flute", "Flute", 73, Kind::sustained, false, false},
    {"synthesizer", "Synthesizer", 81, Kind::sustained, true, false},
}};
constexpr std::size_t kFamilyCount = kFamilies.size();
/// Some of them, by index; none: nobody says which.
using FamilySet = std::bitset<kFamilyCount>;
/// The log-probability of each where nothing is known: -ln 13.
constexpr float kAnyFamily = -2.5649494F;

/// The log-probability of those who are known not to play.
constexpr float kNobodyPlays = -100.0F;

/// [K] logits to log-probabilities, none of them below `least`.
void to_log_probabilities(std::span<float> logits, float least);

/// Index into kFamilies; nothing for words that are none.
std::optional<std::size_t> find_family(std::string_view word);

/// That of a General MIDI program from 0; nothing for effects, percussion and what is out of range.
std::optional<std::size_t> family_of_program(int program);

}  // namespace divisi::parts
