/// The drums that are told apart, and the General MIDI keys that are kinds of each.
///
/// A drum is what one hand or foot strikes, whatever else is struck with it; of its keys (a hi-hat
/// closed, by foot or open) one sounds at a time. The classes that results are measured by are
/// coarser: score/percussion.h.
///
/// Source    General MIDI System Level 1, percussion key map (keys 35 to 81); Level 2, the
///           shaker (82).
/// Thread    safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace divisi::core {

/// `rim`: side stick and clap; `shaken`: tambourine, maracas, cabasa, guiro; `skin`: bongos,
/// congas, timbales; `struck`: cowbell, claves, wood blocks, triangles.
enum class Drum { kick, snare, hi_hat, tom, crash, ride, rim, shaken, skin, struck };

struct DrumFacts {
  Drum drum;
  std::string_view name;
  std::span<const int> keys;  ///< the commonest first
};

inline constexpr std::size_t kDrumCount = 10;
inline constexpr std::size_t kDrumKeyCount = 48;  ///< of all drums together

/// In the order of Drum; each key is of one drum.
std::span<const DrumFacts> all_drums();

/// Kick, snare or hi-hat: what drumming is known by.
constexpr bool is_main(Drum drum) {
  return drum == Drum::kick || drum == Drum::snare || drum == Drum::hi_hat;
}

/// Nothing for keys that no drum has.
std::optional<Drum> drum_of(int key_midi);

}  // namespace divisi::core
