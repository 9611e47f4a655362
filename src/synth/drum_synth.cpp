#include "synth/drum_synth.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "synth/biquad.h"
#include "synth/degrade.h"

namespace divisi::synth {
namespace {

constexpr double kTurn = 6.283185307179586;

Signal silence(double duration_s) { return Signal(to_sample(duration_s), 0.0F); }

/// Adds `level` times noise that dies with time constant `decay_s`, after a linear attack.
Signal noise_burst(double duration_s, double decay_s, double attack_s, core::Rng& rng) {
  Signal out = silence(duration_s);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    const double attack = attack_s > 0.0 ? std::min(1.0, t / attack_s) : 1.0;
    out[i] = static_cast<float>(attack * std::exp(-t / decay_s) * rng.uniform(-1.0, 1.0));
  }
  return out;
}

void add(const Signal& part, double level, std::size_t from, Signal& out) {
  for (std::size_t i = 0; i < part.size() && from + i < out.size(); ++i) {
    out[from + i] += static_cast<float>(level) * part[i];
  }
}

/// A sine that falls from `top` times its pitch, as a membrane or a bridged-T circuit does.
struct Membrane {
  double pitch_hz = 60.0;
  double top = 3.0;
  double fall_s = 0.03;
  double decay_s = 0.25;
};

Signal struck(const Membrane& membrane) {
  Signal out = silence(std::min(2.5, 7.0 * membrane.decay_s));
  double phase = 0.0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    const double hz =
        membrane.pitch_hz * (1.0 + (membrane.top - 1.0) * std::exp(-t / membrane.fall_s));
    phase += kTurn * std::min(hz, 8000.0) / kRateHz;
    out[i] = static_cast<float>(std::exp(-t / membrane.decay_s) * std::sin(phase));
  }
  return out;
}

void saturate(Signal& sound, double drive) {
  for (float& sample : sound) sample = static_cast<float>(std::tanh(drive * sample));
}

Signal kick(core::Rng& rng) {
  Signal out = struck({rng.uniform(38.0, 75.0), rng.log_uniform(1.3, 9.0),
                       rng.log_uniform(0.008, 0.06), rng.log_uniform(0.06, 0.45)});
  Signal click = noise_burst(0.02, rng.log_uniform(0.0008, 0.005), 0.0, rng);
  Biquad::high_pass(rng.log_uniform(300.0, 4000.0), 0.7).apply(click);
  add(click, rng.uniform(0.0, 0.8), 0, out);
  if (rng.chance(0.4)) saturate(out, rng.uniform(1.0, 4.0));
  return out;
}

Signal snare(core::Rng& rng) {
  const double pitch_hz = rng.uniform(140.0, 290.0);
  const double decay_s = rng.log_uniform(0.03, 0.16);
  Signal noise = noise_burst(1.0, rng.log_uniform(0.04, 0.22), 0.0, rng);
  Biquad::high_pass(rng.log_uniform(300.0, 3000.0), 0.7).apply(noise);
  if (rng.chance(0.5)) Biquad::low_pass(rng.uniform(4500.0, 9500.0), 0.7).apply(noise);
  Signal out = std::move(noise);
  scale_by(out, rng.uniform(0.4, 1.2));
  add(struck({pitch_hz, rng.uniform(1.0, 2.0), 0.02, decay_s}), rng.uniform(0.2, 1.0), 0, out);
  add(struck({pitch_hz * rng.uniform(1.5, 1.9), 1.1, 0.02, 0.7 * decay_s}), rng.uniform(0.0, 0.6),
      0, out);
  if (rng.chance(0.3)) saturate(out, rng.uniform(1.0, 3.0));
  return out;
}

Signal tom(double pitch_hz, double decay_s, core::Rng& rng) {
  Signal out = struck({pitch_hz, rng.uniform(1.1, 2.2), rng.uniform(0.02, 0.1), decay_s});
  Signal stick = noise_burst(0.2, rng.log_uniform(0.004, 0.05), 0.0, rng);
  Biquad::low_pass(rng.uniform(1500.0, 6000.0), 0.7).apply(stick);
  add(stick, rng.uniform(0.05, 0.5), 0, out);
  return out;
}

/// The tone of hi-hats and cymbals.
struct Metal {
  double scale = 1.0;  ///< of the oscillators' pitches
  double tone = 0.5;   ///< against noise
  double corner_hz = 6000.0;
};

Signal metal(const Metal& timbre, double decay_s, double attack_s, core::Rng& rng) {
  static constexpr std::array<double, 6> kPitches_hz = {205.3, 304.4, 369.6, 522.7, 540.0, 800.0};
  Signal out = noise_burst(std::min(3.5, 6.0 * decay_s), decay_s, attack_s, rng);
  scale_by(out, 1.0 - timbre.tone);
  for (const double pitch_hz : kPitches_hz) {
    double phase = rng.uniform();
    for (std::size_t i = 0; i < out.size(); ++i) {
      const double t = static_cast<double>(i) / kRateHz;
      phase += pitch_hz * timbre.scale / kRateHz;
      const double square = phase - std::floor(phase) < 0.5 ? 1.0 : -1.0;
      const double attack = attack_s > 0.0 ? std::min(1.0, t / attack_s) : 1.0;
      out[i] += static_cast<float>(0.3 * timbre.tone * attack * square * std::exp(-t / decay_s));
    }
  }
  Biquad::high_pass(timbre.corner_hz, rng.uniform(0.6, 1.5)).apply(out);
  return out;
}

Signal clap(core::Rng& rng) {
  Signal out = silence(0.5);
  const double step_s = rng.uniform(0.006, 0.013);
  const int bursts = rng.integer(2, 4);
  for (int i = 0; i < bursts; ++i) {
    const double decay_s = i + 1 < bursts ? 0.005 : rng.log_uniform(0.03, 0.12);
    add(noise_burst(0.4, decay_s, 0.0, rng), 1.0, to_sample(i * step_s), out);
  }
  Biquad::band_pass(rng.uniform(800.0, 2200.0), rng.uniform(0.6, 2.0)).apply(out);
  return out;
}

Signal cowbell(core::Rng& rng) {
  Signal out = silence(0.8);
  const double scale = rng.uniform(0.8, 1.4);
  const double decay_s = rng.log_uniform(0.03, 0.2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / kRateHz;
    const auto square = [&](double hz) {
      return std::sin(kTurn * hz * scale * t) > 0.0 ? 1.0 : -1.0;
    };
    out[i] = static_cast<float>(std::exp(-t / decay_s) * (square(540.0) + square(800.0)));
  }
  Biquad::band_pass(rng.uniform(700.0, 2600.0), 1.0).apply(out);
  return out;
}

/// Shakers and tambourines begin softly; sample 0 is where they are first heard.
Signal shaken(core::Rng& rng) {
  Signal out = metal({rng.uniform(2.0, 6.0), rng.uniform(0.0, 0.5), rng.uniform(3000.0, 7000.0)},
                     rng.log_uniform(0.02, 0.12), rng.uniform(0.0, 0.012), rng);
  return out;
}

void add_hats(DrumKit& kit, core::Rng& rng) {
  const Metal timbre = {rng.uniform(0.8, 3.0), rng.uniform(0.0, 1.0), rng.uniform(3500.0, 8500.0)};
  const double closed_s = rng.log_uniform(0.012, 0.07);
  kit.hits[42] = {{100, metal(timbre, closed_s, 0.0, rng)}};
  kit.hits[44] = {{100, metal(timbre, closed_s * rng.uniform(0.7, 1.6), 0.003, rng)}};
  kit.hits[46] = {{100, metal(timbre, rng.log_uniform(0.12, 0.6), 0.0, rng)}};
}

void add_cymbals(DrumKit& kit, core::Rng& rng) {
  const Metal crash = {rng.uniform(0.7, 2.0), rng.uniform(0.1, 0.7), rng.uniform(1200.0, 5000.0)};
  kit.hits[49] = {{100, metal(crash, rng.uniform(0.4, 1.6), 0.0, rng)}};
  const Metal wash = {rng.uniform(0.8, 2.5), rng.uniform(0.2, 0.8), rng.uniform(2500.0, 6000.0)};
  Signal ride = metal(wash, rng.uniform(0.25, 1.0), 0.0, rng);
  scale_by(ride, 0.4);
  add(struck({rng.uniform(2200.0, 5500.0), 1.0, 0.02, rng.uniform(0.02, 0.15)}),
      rng.uniform(0.1, 0.5), 0, ride);
  add(metal(wash, 0.02, 0.0, rng), rng.uniform(0.2, 0.8), 0, ride);
  kit.hits[51] = {{100, std::move(ride)}};
  Signal bell = struck({rng.uniform(1500.0, 3500.0), 1.0, 0.02, rng.uniform(0.1, 0.5)});
  add(metal(wash, 0.3, 0.0, rng), 0.3, 0, bell);
  kit.hits[53] = {{100, std::move(bell)}};
}

}  // namespace

DrumKit draw_synthetic_kit(core::Rng& rng) {
  DrumKit kit;
  kit.name = "synthesised";
  kit.hits[36] = {{100, kick(rng)}};
  kit.hits[38] = {{100, snare(rng)}};
  const double tom_hz = rng.uniform(65.0, 110.0);
  const double tom_s = rng.log_uniform(0.08, 0.4);
  kit.hits[41] = {{100, tom(tom_hz, tom_s, rng)}};
  kit.hits[45] = {{100, tom(tom_hz * rng.uniform(1.25, 1.5), tom_s, rng)}};
  kit.hits[48] = {{100, tom(tom_hz * rng.uniform(1.6, 2.4), tom_s * 0.8, rng)}};
  add_hats(kit, rng);
  add_cymbals(kit, rng);
  Signal stick = struck({rng.uniform(900.0, 2600.0), 1.2, 0.003, rng.uniform(0.006, 0.02)});
  add(noise_burst(0.03, 0.003, 0.0, rng), rng.uniform(0.0, 0.5), 0, stick);
  kit.hits[37] = {{100, std::move(stick)}};
  kit.hits[39] = {{100, clap(rng)}};
  kit.hits[56] = {{100, cowbell(rng)}};
  kit.hits[54] = {{100, shaken(rng)}};
  kit.hits[70] = {{100, shaken(rng)}};
  for (auto& [key, hits] : kit.hits) {
    for (DrumHit& hit : hits) {
      const float peak = peak_of(hit.sound);
      if (peak > 0.0F) scale_by(hit.sound, 1.0 / peak);
    }
  }
  return kit;
}

}  // namespace divisi::synth
