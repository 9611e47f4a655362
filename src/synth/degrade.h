/// What happens to a sound between the players and the file: room, equaliser, compression, noise,
/// level, codec.
///
/// Source    ours; each effect is causal with its direct sound undelayed, so labels stay exact.
/// Units     decibels; full scale is 1.
/// Errors    those of the codec.
#pragma once

#include <span>

#include "core/rng.h"
#include "divisi/error.h"
#include "synth/clip.h"

namespace divisi::synth {

/// How often each effect is used.
struct DegradeOptions {
  double room = 0.75;
  double equaliser = 0.7;
  double low_pass = 0.3;
  double compression = 0.2;
  double noise = 0.7;
  double codec = 0.12;
  double lowest_peak_db = -35.0;
  double highest_peak_db = -1.0;
  bool stems = false;  ///< whether stems are as they sound in the mix
};

/// Changes `sound` in place, and notes in `facts` what was done. Silence stays silence. What of it
/// can be divided between sources, `stems` get as well: room, equaliser, the compressor's gain, and
/// level; noise, soft clipping and what a codec loses are in the mix alone.
Expected<void> degrade(Signal& sound, std::span<Signal> stems, const DegradeOptions& options,
                       core::Rng& rng, Facts& facts);

/// Root mean square over the stretches that are not silent (blocks above -50 dB of the loudest).
double active_rms(const Signal& signal);
float peak_of(const Signal& signal);
void scale_by(Signal& signal, double factor);

}  // namespace divisi::synth
