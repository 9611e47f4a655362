/// The patch of the features that belongs to a note: what the instrument network sees
/// (models/instrument_net.h).
///
/// Shapes    rows [count, F·M] as features/feature_extractor.h has them; a patch [T, I]: of each
///           frame the bins around each partial, map fastest, then 1 where the note sounds, then
///           the numbers of the pitch: exp(-((p - c_k) / 5)^2 / 2), p semitones above MIDI 21, c_k
///           = 3, 10, 17, ...; then, where the network is told of others, of each partial how
///           much of it may be another note's: the sum over all other pitches that sound, of 1 / h
///           where their h-th partial lies there, to the nearest semitone. Frames and bins
///           that are not there are 0, as silence is.
/// Thread    safe.
#pragma once

#include <cstdint>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "models/instrument_net.h"
#include "nn/tensor.h"

namespace divisi::parts {

/// Frames [first, first + count) of the features, one after the other.
struct FeatureRows {
  const float* cells = nullptr;
  long first = 0;
  long count = 0;
};

/// Which pitches sound in frames [first, first + count): [count, pitches], from the lowest of
/// PitchGrid up; not 0 where they do.
struct SoundingRows {
  const std::uint8_t* cells = nullptr;
  long first = 0;
  long count = 0;
  int pitches = 88;
};

/// What is cut out: the frames nearest to a note's onset and end, and its pitch.
struct PatchPlace {
  long onset_frame = 0;
  long end_frame = 0;
  int pitch_midi = 60;
};
PatchPlace place_of(const Note& note, const FrameGrid& frames);

/// `out`, of patch_size() numbers.
void fill_patch(const models::InstrumentNetSpec& spec, const FeatureRows& rows,
                const SoundingRows& sounding, const PatchPlace& place, float* out);

inline std::size_t patch_size(const models::InstrumentNetSpec& spec) {
  return static_cast<std::size_t>(spec.frames) * static_cast<std::size_t>(spec.numbers());
}

}  // namespace divisi::parts
