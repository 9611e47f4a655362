#include "auralise/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/drums.h"

namespace divisi::auralise {
namespace {

constexpr double kPeak = 0.2;
constexpr double kRelease_s = 0.06;
constexpr double kSilence = 1e-4;

double loudness(const Note& note) {
  const double amplitude = note.velocity / 127.0;
  return kPeak * amplitude * amplitude;
}

struct DrumSound {
  double decay_s, noise, tone;
  double from_hz, to_hz;  ///< the tone falls
  double corner_hz;       ///< noise below (or, where bright, above) this
  bool is_bright;
};

DrumSound drum_sound(int key_midi) {
  switch (core::drum_of(key_midi).value_or(core::Drum::rim)) {
    case core::Drum::kick:
      return {0.12, 0.05, 1.5, 140.0, 50.0, 1000.0, false};
    case core::Drum::snare:
      return {0.10, 1.0, 0.5, 220.0, 180.0, 700.0, true};
    case core::Drum::hi_hat:
      return {0.04, 0.8, 0.0, 0.0, 0.0, 6000.0, true};
    case core::Drum::tom:
      return {0.18, 0.1, 1.0, 180.0, 90.0, 1500.0, false};
    case core::Drum::crash:
      return {0.7, 0.7, 0.0, 0.0, 0.0, 3500.0, true};
    case core::Drum::ride:
      return {0.4, 0.4, 0.1, 3200.0, 3200.0, 5000.0, true};
    case core::Drum::shaken:
      return {0.05, 0.6, 0.0, 0.0, 0.0, 4500.0, true};
    case core::Drum::skin:
      return {0.12, 0.1, 1.0, 320.0, 240.0, 2000.0, false};
    case core::Drum::struck:
      return {0.10, 0.05, 0.8, 1300.0, 1250.0, 3000.0, true};
    case core::Drum::rim:
      break;
  }
  return {0.08, 0.8, 0.2, 500.0, 400.0, 1500.0, true};
}

}  // namespace

Character character_of(int program) {
  if (program < 8) return {false, 0.003, 1.2, 1.3, false};   // pianos
  if (program < 16) return {false, 0.002, 0.7, 1.8, false};  // chromatic percussion
  if (program < 24) return {true, 0.02, 0.0, 1.0, false};    // organs
  if (program < 40) return {false, 0.004, 0.9, 1.2, false};  // guitars, basses
  if (program == 45 || program == 46) return {false, 0.004, 0.6, 1.3, false};  // pizzicato, harp
  if (program == 71) return {true, 0.03, 0.0, 1.2, true};                      // clarinet
  if (program < 56) return {true, 0.06, 0.0, 1.1, false};                      // strings, voices
  if (program < 72) return {true, 0.03, 0.0, 1.0, false};                      // brass, reeds
  if (program < 80) return {true, 0.04, 0.0, 1.8, false};                      // pipes
  return {true, 0.03, 0.0, 1.2, false};
}

Voice::Voice(const Note& note, double f0_hz, const Character& character, int sample_rate_hz)
    : note_(&note),
      f0_turn_(2.0 * std::numbers::pi * f0_hz / sample_rate_hz),
      length_(
          std::max<std::int64_t>(1, std::llround((note.offset_s - note.onset_s) * sample_rate_hz))),
      end_(length_ + std::llround(8.0 * kRelease_s * sample_rate_hz)),
      attack_step_(1.0 / std::max(1.0, character.attack_s * sample_rate_hz)),
      release_factor_(std::exp(-1.0 / (kRelease_s * sample_rate_hz))) {
  for (int h = 1; h <= kHarmonics && h * f0_hz < 0.45 * sample_rate_hz; ++h) {
    if (character.odd_only && h % 2 == 0) continue;
    Oscillator& made = oscillators_[std::size_t(oscillator_count_++)];
    made.harmonic = h;
    made.amplitude = loudness(note) * std::pow(h, -character.rolloff);
    // Higher harmonics and higher notes die sooner.
    const double decay_s =
        character.decay_s / (1.0 + 0.25 * (h - 1)) * std::sqrt(261.6 / std::max(30.0, f0_hz));
    if (!character.is_held) made.fading = std::exp(-1.0 / (decay_s * sample_rate_hz));
  }
  tune(0.0);
}

void Voice::tune(double cents) {
  for (int i = 0; i < oscillator_count_; ++i) {
    Oscillator& one = oscillators_[std::size_t(i)];
    const double turn = one.harmonic * f0_turn_ * std::exp2(cents / 1200.0);
    one.turn_real = std::cos(turn);
    one.turn_imaginary = std::sin(turn);
  }
}

bool Voice::add(float* samples, std::size_t count) {
  for (std::size_t n = 0; n < count && at_ < end_; ++n, ++at_) {
    attack_ = std::min(1.0, attack_ + attack_step_);
    if (at_ >= length_) release_ *= release_factor_;
    if (!note_->bend_cents.empty() && at_ % kBendSamples == 0) {
      const double share = double(at_) / double(length_);
      tune(bend_at(*note_, note_->onset_s + share * (note_->offset_s - note_->onset_s)));
    }
    double sum = 0.0;
    for (int i = 0; i < oscillator_count_; ++i) {
      Oscillator& one = oscillators_[std::size_t(i)];
      sum += one.amplitude * one.imaginary;
      const double real = one.real * one.turn_real - one.imaginary * one.turn_imaginary;
      one.imaginary = one.real * one.turn_imaginary + one.imaginary * one.turn_real;
      one.real = real;
      one.amplitude *= one.fading;
    }
    samples[n] += float(attack_ * release_ * sum);
  }
  return at_ < end_;
}

Stroke::Stroke(const Note& note, int sample_rate_hz, std::uint64_t seed) : rng_(seed) {
  const DrumSound sound = drum_sound(note.pitch_midi);
  gain_ = 2.0 * loudness(note);
  noise_ = sound.noise;
  tone_ = sound.tone;
  fading_ = std::exp(-1.0 / (sound.decay_s * sample_rate_hz));
  frequency_ = sound.from_hz / sample_rate_hz;
  lowest_ = sound.to_hz / sample_rate_hz;
  falling_ = std::exp(-1.0 / (0.03 * sample_rate_hz));
  const double corner = std::min(sound.corner_hz, 0.4 * sample_rate_hz);
  pole_ = std::exp(-2.0 * std::numbers::pi * corner / sample_rate_hz);
  is_bright_ = sound.is_bright;
}

bool Stroke::add(float* samples, std::size_t count) {
  for (std::size_t n = 0; n < count && envelope_ > kSilence; ++n) {
    const double white = rng_.uniform(-1.0, 1.0);
    low_ = pole_ * low_ + (1.0 - pole_) * white;
    const double noise = is_bright_ ? white - low_ : low_;
    const double tone = std::sin(2.0 * std::numbers::pi * phase_);
    phase_ += frequency_;
    phase_ -= std::floor(phase_);
    frequency_ = lowest_ + falling_ * (frequency_ - lowest_);
    samples[n] += float(gain_ * envelope_ * (noise_ * noise + tone_ * tone));
    envelope_ *= fading_;
  }
  return envelope_ > kSilence;
}

}  // namespace divisi::auralise
