/// What the published slot network hears.
///
/// Source    Taenzer 2026, section III-A: 16 kHz, hop 512, 36 bins x 6 octaves from MIDI 23.
/// Deviates  the published text gives no scale: ours is features/log_energy.h, which needs no
///           statistics of the clip.
#pragma once

#include "features/feature_extractor.h"

namespace divisi::train {

inline features::FeatureSpec slot_features() {
  features::FeatureSpec spec;
  spec.sample_rate_hz = 16000.0;
  spec.hop_samples = 512;
  spec.bins_per_octave = 36;
  spec.octave_count = 6;
  spec.lowest_hz = 30.279061874961428;  // MIDI 23, 30.8677 Hz, is the middle one of its three bins
  spec.maps = {{}};
  return spec;
}

}  // namespace divisi::train
