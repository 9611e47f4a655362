/// Who of a band plays which track of a score.
///
/// Source    ours: a track goes to its General MIDI program's class; a class without one takes a
///           track of another instrument that fits, or makes something up from the harmony.
/// Units     seconds of the clip.
/// Thread    safe.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/band.h"
#include "synth/harmony.h"

namespace divisi::synth {

/// Where a part comes from.
enum class Origin {
  written,  ///< for this class
  moved,    ///< for another instrument
  invented
};

struct BandPart {
  Part part;  ///< in the class' comfortable range; drums on General MIDI keys
  Origin origin = Origin::written;
};

/// Piano 0-7, guitar 24-31, bass 32-39, strings 40-51 but for the timpani (47), drums by channel;
/// nothing for the other programs.
std::optional<BandClass> class_of(const Part& part);

/// [class]. Every part has notes. `invented` is how often one is made up although a track fits.
/// Requires: pitched notes in `written`.
std::array<BandPart, kBandSize> deal_band(const std::vector<Part>& written, const BeatGrid& grid,
                                          double duration_s, double invented, core::Rng& rng);

/// The lowest and the highest pitch that a class plays.
struct BandRange {
  int lowest = 0;
  int highest = 127;
};
BandRange range_of(BandClass band_class);

}  // namespace divisi::synth
