#include "synth/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "synth/biquad.h"

namespace divisi::synth {
namespace {

constexpr std::size_t kBlock = kControlSamples;
constexpr std::size_t kMostHarmonics = 200;
constexpr double kHighestHarmonicHz = 10500.0;
constexpr double kTwoPi = 2.0 * std::numbers::pi;

using Block = std::array<float, kBlock>;

double to_hz(double pitch_midi) { return 440.0 * std::pow(2.0, (pitch_midi - 69.0) / 12.0); }

std::size_t harmonic_count(double f0_hz) {
  return std::clamp<std::size_t>(static_cast<std::size_t>(kHighestHarmonicHz / f0_hz), 1,
                                 kMostHarmonics);
}

/// Adds sum over k of a_k(t) sin(k phase) for one block, a_k running from `from` to `to`.
void add_harmonics(const Block& sine, const Block& twice_cosine, const std::vector<float>& from,
                   const std::vector<float>& to, Block& out) {
  static constexpr auto kRamp = [] {
    Block ramp{};
    for (std::size_t i = 0; i < kBlock; ++i) ramp[i] = static_cast<float>(i) / kBlock;
    return ramp;
  }();
  Block before{};
  Block current = sine;
  for (std::size_t k = 0; k < from.size(); ++k) {
    const float start = from[k];
    const float slope = to[k] - start;
    for (std::size_t i = 0; i < kBlock; ++i) {
      out[i] += (start + slope * kRamp[i]) * current[i];
      const float next = twice_cosine[i] * current[i] - before[i];
      before[i] = current[i];
      current[i] = next;
    }
  }
}

/// One oscillator that follows the contour; several of them, detuned, make a unison.
class ToneVoice {
 public:
  ToneVoice(const Spectrum& spectrum, double detune_cents, core::Rng& rng)
      : spectrum_(spectrum), detune_semitones_(detune_cents / 100.0) {
    phase_ = rng.uniform(0.0, kTwoPi);
    modulator_phase_ = rng.uniform(0.0, kTwoPi);
  }

  void render(const ToneContour& contour, std::size_t t, Block& out) {
    const double from_hz = to_hz(contour.pitch_midi[t] + detune_semitones_);
    const double to_hz_next = to_hz(contour.pitch_midi[t + 1] + detune_semitones_);
    if (spectrum_.wave == Wave::fm) return render_fm(contour, t, from_hz, to_hz_next, out);
    Block sine;
    Block twice_cosine;
    for (std::size_t i = 0; i < kBlock; ++i) {
      sine[i] = static_cast<float>(std::sin(phase_));
      twice_cosine[i] = static_cast<float>(2.0 * std::cos(phase_));
      advance(from_hz, to_hz_next, i);
    }
    const std::size_t count = harmonic_count(std::min(from_hz, to_hz_next));
    if (fresh_) spectrum_.amplitudes(from_hz, contour.effort[t], contour.colour[t], count, from_);
    from_.resize(count, 0.0F);
    spectrum_.amplitudes(to_hz_next, contour.effort[t + 1], contour.colour[t + 1], count, to_);
    add_harmonics(sine, twice_cosine, from_, to_, out);
    from_.swap(to_);
    fresh_ = false;
  }

 private:
  void advance(double from_hz, double to_hz_next, std::size_t i) {
    const double f0_hz = from_hz + (to_hz_next - from_hz) * static_cast<double>(i) / kBlock;
    phase_ += kTwoPi * f0_hz / kRateHz;
    if (phase_ > kTwoPi) phase_ -= kTwoPi;
  }

  void render_fm(const ToneContour& contour, std::size_t t, double from_hz, double to_hz_next,
                 Block& out) {
    // Carson's rule: sidebands reach (index + 1) ratio f0; keep them below the Nyquist frequency.
    const double most = (10000.0 - from_hz) / (spectrum_.fm_ratio * from_hz) - 1.0;
    const double index =
        std::clamp(spectrum_.fm_index * (0.3 + 0.7 * contour.effort[t]), 0.0, std::max(0.0, most));
    for (std::size_t i = 0; i < kBlock; ++i) {
      out[i] += static_cast<float>(std::sin(phase_ + index * std::sin(modulator_phase_)));
      modulator_phase_ += kTwoPi * spectrum_.fm_ratio * from_hz / kRateHz;
      if (modulator_phase_ > kTwoPi) modulator_phase_ -= kTwoPi;
      advance(from_hz, to_hz_next, i);
    }
  }

  const Spectrum& spectrum_;
  double detune_semitones_;
  double phase_ = 0.0;
  double modulator_phase_ = 0.0;
  bool fresh_ = true;
  std::vector<float> from_;
  std::vector<float> to_;
};

/// Continuous noise with the shape of the spectrum's bands, following contour.noise.
void add_noise(const ToneContour& contour, const Spectrum& spectrum, core::Rng& rng, Signal& out) {
  if (spectrum.noise_bands.empty()) return;
  if (*std::max_element(contour.noise.begin(), contour.noise.end()) <= 0.0F) return;
  std::vector<Biquad> filters;
  std::vector<float> gains;
  for (const Resonance& band : spectrum.noise_bands) {
    filters.push_back(Biquad::band_pass(std::min(band.centre_hz, 9000.0),
                                        std::max(0.3, band.centre_hz / band.bandwidth_hz)));
    gains.push_back(static_cast<float>(std::pow(10.0, band.gain_db / 20.0)));
  }
  for (std::size_t t = 0; t + 1 < contour.size(); ++t) {
    if (contour.noise[t] <= 0.0F && contour.noise[t + 1] <= 0.0F) continue;
    const std::size_t start = contour.start_sample + t * kBlock;
    for (std::size_t i = 0; i < kBlock && start + i < out.size(); ++i) {
      const float ramp = static_cast<float>(i) / kBlock;
      const float level = contour.noise[t] + ramp * (contour.noise[t + 1] - contour.noise[t]);
      const auto white = static_cast<float>(3.46 * (rng.uniform() - 0.5));
      for (std::size_t f = 0; f < filters.size(); ++f) {
        out[start + i] += level * gains[f] * filters[f].step(white);
      }
    }
  }
}

}  // namespace

void render_tone(const ToneContour& contour, const Spectrum& spectrum, core::Rng& rng,
                 Signal& out) {
  std::vector<ToneVoice> voices;
  for (int u = 0; u < spectrum.unison; ++u) {
    const double place = spectrum.unison > 1 ? 2.0 * u / (spectrum.unison - 1.0) - 1.0 : 0.0;
    voices.emplace_back(spectrum, place * spectrum.unison_cents, rng);
  }
  for (std::size_t t = 0; t + 1 < contour.size(); ++t) {
    if (contour.level[t] <= 0.0F && contour.level[t + 1] <= 0.0F) continue;
    Block block{};
    for (ToneVoice& voice : voices) voice.render(contour, t, block);
    const std::size_t start = contour.start_sample + t * kBlock;
    const float slope = (contour.level[t + 1] - contour.level[t]) / kBlock;
    for (std::size_t i = 0; i < kBlock && start + i < out.size(); ++i) {
      out[start + i] += (contour.level[t] + slope * static_cast<float>(i)) * block[i];
    }
  }
  add_noise(contour, spectrum, rng, out);
}

void render_burst(const NoiseBurst& burst, core::Rng& rng, Signal& out) {
  Biquad filter = Biquad::band_pass(std::clamp(burst.centre_hz, 50.0, 9500.0), burst.q);
  const std::size_t start = to_sample(burst.start_s);
  const std::size_t count = std::max<std::size_t>(2, to_sample(burst.duration_s));
  for (std::size_t i = 0; i < count && start + i < out.size(); ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(count);
    const double shape = std::sin(std::numbers::pi * std::sqrt(place));
    const auto white = static_cast<float>(3.46 * (rng.uniform() - 0.5));
    out[start + i] += static_cast<float>(burst.level * shape) * filter.step(white);
  }
}

}  // namespace divisi::synth
