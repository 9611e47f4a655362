/// One steady or gliding tone: how it moves, and the sum of harmonics that makes it sound.
///
/// Source    ours; the harmonics by the Chebyshev recurrence
///           sin(k x) = 2 cos(x) sin((k-1) x) - sin((k-2) x), a block of samples at a time.
/// Units     pitch in fractional MIDI numbers, level as linear amplitude, the rest 0 to 1.
/// Thread    const-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "core/rng.h"
#include "synth/clip.h"
#include "synth/spectrum.h"

namespace divisi::synth {

/// Contours are given once for each so many samples (2.9 ms), linear in between.
inline constexpr int kControlSamples = 64;
inline constexpr double kControl_s = static_cast<double>(kControlSamples) / kRateHz;

/// Control values [T], all of one length. Where the level is 0 nothing is computed.
struct ToneContour {
  std::size_t start_sample = 0;
  std::vector<float> pitch_midi;
  std::vector<float> level;
  std::vector<float> effort;  ///< softest 0, loudest 1: brightness
  std::vector<float> colour;  ///< place between the spectrum's vowels, 0 to 1
  std::vector<float> noise;   ///< level of breath or bow noise

  explicit ToneContour(std::size_t count = 0, std::size_t start = 0)
      : start_sample(start),
        pitch_midi(count, 60.0F),
        level(count, 0.0F),
        effort(count, 0.5F),
        colour(count, 0.0F),
        noise(count, 0.0F) {}
  std::size_t size() const { return level.size(); }
};

/// A short filtered noise: consonants, breaths, the chiff of a flute, the scratch of a bow.
struct NoiseBurst {
  double start_s = 0.0;
  double duration_s = 0.05;
  double level = 0.1;
  double centre_hz = 3000.0;
  double q = 0.8;
};

/// Adds the tone to `out`; what would lie past its end is left out.
void render_tone(const ToneContour& contour, const Spectrum& spectrum, core::Rng& rng, Signal& out);
void render_burst(const NoiseBurst& burst, core::Rng& rng, Signal& out);

}  // namespace divisi::synth
