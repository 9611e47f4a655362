/// One sounding note of the additive ensemble.
///
/// Units     time in samples since the onset.
/// Errors    none.
/// Thread    one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/rng.h"
#include "divisi/score.h"

namespace divisi::auralise {

/// How an instrument of a General MIDI program sounds: whether it is struck or held, how bright.
struct Character {
  bool is_held = false;
  double attack_s = 0.005;
  double decay_s = 1.0;   ///< of the fundamental's amplitude, to 1/e; ignored where it is held
  double rolloff = 1.3;   ///< amplitude of harmonic h: h to minus this
  bool odd_only = false;  ///< clarinets
};
Character character_of(int program);

/// A pitched note.
class Voice {
 public:
  /// `note` must outlive it; `f0_hz` is its key's.
  Voice(const Note& note, double f0_hz, const Character& character, int sample_rate_hz);

  /// Adds the next samples; false once nothing is left.
  bool add(float* samples, std::size_t count);

 private:
  static constexpr int kHarmonics = 16;
  static constexpr std::int64_t kBendSamples = 64;  ///< for so long a bent note keeps its pitch
  struct Oscillator {
    int harmonic = 1;
    double real = 1.0, imaginary = 0.0;            ///< where it is on its circle
    double turn_real = 1.0, turn_imaginary = 0.0;  ///< how far it goes with each sample
    double amplitude = 0.0, fading = 1.0;
  };
  void tune(double cents);

  const Note* note_;
  double f0_turn_;  ///< of the key's fundamental, in radians for each sample
  std::array<Oscillator, kHarmonics> oscillators_{};
  int oscillator_count_ = 0;
  std::int64_t at_ = 0, length_, end_;
  double attack_step_, attack_ = 0.0, release_ = 1.0, release_factor_;
};

/// A stroke on a drum.
class Stroke {
 public:
  Stroke(const Note& note, int sample_rate_hz, std::uint64_t seed);
  bool add(float* samples, std::size_t count);

 private:
  core::Rng rng_;
  double gain_, noise_, tone_;                         ///< how loud, and of what
  double fading_, envelope_ = 1.0;                     ///< for each sample
  double phase_ = 0.0, frequency_, lowest_, falling_;  ///< of the tone, in turns for each sample
  double pole_, low_ = 0.0;  ///< of the filter that darkens or brightens the noise
  bool is_bright_;
};

}  // namespace divisi::auralise
