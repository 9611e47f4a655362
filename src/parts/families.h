/// The families of instruments that parts are named by.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>

namespace divisi::parts {

struct Family {
  std::string_view word;  ///< as files have it: "strings"
  std::string_view name;  ///< as a track is called: "Strings"
  int program;            ///< General MIDI, from 0: the one that stands for all of it
};

constexpr std::array<Family, 13> kFamilies = {{
    {"piano", "Piano", 0},
    {"electric piano", "Electric piano", 4},
    {"mallets", "Mallets", 11},
    {"organ", "Organ", 19},
    {"guitar", "Guitar", 24},
    {"bass", "Bass", 33},
    {"strings", "Strings", 48},
    {"plucked strings", "Plucked strings", 46},
    {"voice", "Voice", 53},
    {"brass", "Brass", 61},
    {"reeds", "Reeds", 71},
    {"flute", "Flute", 73},
    {"synthesizer", "Synthesizer", 81},
}};
constexpr std::size_t kFamilyCount = kFamilies.size();
/// Some of them, by index; none: nobody says which.
using FamilySet = std::bitset<kFamilyCount>;
/// The log-probability of each where nothing is known: -ln 13.
constexpr float kAnyFamily = -2.5649494F;

/// The log-probability of those who are known not to play.
constexpr float kNobodyPlays = -100.0F;

/// Index into kFamilies; nothing for words that are none.
std::optional<std::size_t> find_family(std::string_view word);

/// That of a General MIDI program from 0; nothing for effects, percussion and what is out of range.
std::optional<std::size_t> family_of_program(int program);

}  // namespace divisi::parts
