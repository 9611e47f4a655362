/// The five classes of a band, in the order of their stems.
///
/// Source    Manilow, Seetharaman, Pardo 2020 ("Cerberus"): piano, guitar, bass, drums, strings.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>

namespace divisi::synth {

enum class BandClass { piano, guitar, bass, drums, strings };

inline constexpr std::size_t kBandSize = 5;
inline constexpr std::array<const char*, kBandSize> kBandNames = {"piano", "guitar", "bass",
                                                                  "drums", "strings"};

/// The kind "band" of a recipe.
struct BandRecipe {
  /// [class] player in the words of player_choice.h -> weight
  std::array<std::map<std::string, double>, kBandSize> players;
  double invented = 0.2;  ///< how often a part is made up although the score has one
  double resting = 0.1;   ///< how often a part has one long rest
};

}  // namespace divisi::synth
