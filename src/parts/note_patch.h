/// The patch of the features that belongs to a note: what the instrument network sees
/// (models/instrument_net.h).
///
/// Shapes    rows [count, F·M] as features/feature_extractor.h has them; a patch [T, 1, I]: of each
///           frame the bins around each partial, map fastest, then the numbers of the pitch:
///           exp(-((p - c_k) / 5)^2 / 2), p semitones above MIDI 21, c_k = 3, 10, 17, ...
///           Frames and bins that are not there are 0, as silence is.
/// Thread    safe.
#pragma once

#include "models/instrument_net.h"
#include "nn/tensor.h"

namespace divisi::parts {

/// Frames [first, first + count) of the features, one after the other.
struct FeatureRows {
  const float* cells = nullptr;
  long first = 0;
  long count = 0;
};

/// `out`, of patch_size() numbers. `onset_frame`: the frame nearest to the note's onset.
void fill_patch(const models::InstrumentNetSpec& spec, const FeatureRows& rows, long onset_frame,
                int pitch_midi, float* out);

inline std::size_t patch_size(const models::InstrumentNetSpec& spec) {
  return static_cast<std::size_t>(spec.frames) * static_cast<std::size_t>(spec.numbers());
}

}  // namespace divisi::parts
