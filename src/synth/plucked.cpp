#include "synth/plucked.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>

#include "synth/tone.h"

namespace divisi::synth {
namespace {

constexpr std::size_t kLanes = 8;      // partials that are computed side by side
constexpr double kSixtyDb = 6.907755;  // ln(1000)
constexpr double kFortyDb = 4.605170;

/// Partials as rotating, shrinking numbers: z <- z * step.
struct PartialGroup {
  std::array<float, kLanes> real{};
  std::array<float, kLanes> imaginary{};
  std::array<float, kLanes> step_real{};
  std::array<float, kLanes> step_imaginary{};

  float next() {
    float sum = 0.0F;
    for (std::size_t i = 0; i < kLanes; ++i) {
      sum += imaginary[i];
      const float r = real[i] * step_real[i] - imaginary[i] * step_imaginary[i];
      imaginary[i] = real[i] * step_imaginary[i] + imaginary[i] * step_real[i];
      real[i] = r;
    }
    return sum;
  }
};

struct Struck {
  std::vector<PartialGroup> groups;
  double slowest_decay_s = 1.0;  ///< to -60 dB
};

Struck strike(const Note& note, const PluckedTimbre& timbre, core::Rng& rng) {
  const double f0_hz =
      440.0 * std::pow(2.0, (note.pitch_midi + timbre.tuning_cents / 100.0 - 69.0) / 12.0);
  const double octave = (note.pitch_midi - 60) / 12.0;
  const double loudness = std::pow(10.0, (note.velocity - 100) / 50.0);
  const double tilt_db =
      timbre.tilt_db_per_octave + timbre.velocity_tilt_db * (note.velocity - 80) / 80.0;
  const double decay_s =
      std::clamp(timbre.decay_s * std::pow(timbre.decay_per_octave, octave), 0.08, 30.0);
  Struck struck;
  struck.slowest_decay_s = decay_s;
  for (std::size_t k = 1; k <= 64; ++k) {
    const auto n = static_cast<double>(k);
    const double frequency_hz = n * f0_hz * std::sqrt(1.0 + timbre.inharmonicity * n * n);
    if (frequency_hz > 10500.0) break;
    if ((k - 1) % kLanes == 0) struck.groups.emplace_back();
    PartialGroup& group = struck.groups.back();
    const std::size_t lane = (k - 1) % kLanes;
    double amplitude = 0.3 * loudness * std::pow(n, tilt_db / 6.0206);
    amplitude *= 0.15 + std::abs(std::sin(std::numbers::pi * n * timbre.pluck_place));
    const double partial_decay_s = decay_s / (1.0 + timbre.partial_damping * (n - 1.0));
    const double shrink = std::exp(-kSixtyDb / (partial_decay_s * kRateHz));
    const double angle = 2.0 * std::numbers::pi * frequency_hz / kRateHz;
    const double phase = rng.uniform(0.0, 2.0 * std::numbers::pi);
    group.real[lane] = static_cast<float>(amplitude * std::cos(phase));
    group.imaginary[lane] = static_cast<float>(amplitude * std::sin(phase));
    group.step_real[lane] = static_cast<float>(shrink * std::cos(angle));
    group.step_imaginary[lane] = static_cast<float>(shrink * std::sin(angle));
  }
  return struck;
}

void sound(Struck& struck, const Note& note, const PluckedTimbre& timbre, Signal& out) {
  const std::size_t start = to_sample(note.onset_s);
  const std::size_t release = to_sample(note.offset_s);
  const std::size_t end = std::min({out.size(), release + to_sample(timbre.release_s),
                                    start + to_sample(struck.slowest_decay_s)});
  const auto rise = static_cast<float>(1.0 / std::max(1.0, timbre.attack_s * kRateHz));
  const auto damp = static_cast<float>(std::exp(-kSixtyDb / (timbre.release_s * kRateHz)));
  float gain = 0.0F;
  for (std::size_t i = start; i < end; ++i) {
    gain = i < release ? std::min(1.0F, gain + rise) : gain * damp;
    float sum = 0.0F;
    for (PartialGroup& group : struck.groups) sum += group.next();
    out[i] += gain * sum;
  }
}

}  // namespace

PluckedTimbre draw_plucked(core::Rng& rng) {
  PluckedTimbre timbre;
  timbre.tilt_db_per_octave = rng.uniform(-14.0, -3.0);
  timbre.decay_s = rng.log_uniform(0.5, 10.0);
  timbre.decay_per_octave = rng.uniform(0.5, 0.85);
  timbre.partial_damping = rng.uniform(0.05, 1.0);
  timbre.inharmonicity = rng.chance(0.7) ? rng.log_uniform(1e-5, 1e-3) : 0.0;
  timbre.pluck_place = rng.uniform(0.05, 0.5);
  timbre.velocity_tilt_db = rng.uniform(0.0, 10.0);
  timbre.release_s = rng.uniform(0.03, 0.3);
  timbre.attack_s = rng.uniform(0.0005, 0.006);
  timbre.knock = rng.chance(0.6) ? rng.uniform(0.0, 0.15) : 0.0;
  timbre.tuning_cents = rng.uniform(-20.0, 20.0);
  return timbre;
}

std::vector<Note> render_plucked(const std::vector<Note>& notes, const PluckedTimbre& timbre,
                                 core::Rng& rng, Signal& out) {
  std::vector<Note> labels;
  for (const Note& note : notes) {
    Struck struck = strike(note, timbre, rng);
    sound(struck, note, timbre, out);
    if (timbre.knock > 0.0) {
      const double level = timbre.knock * std::pow(10.0, (note.velocity - 100) / 40.0);
      render_burst({note.onset_s, rng.uniform(0.008, 0.03), level, rng.uniform(200.0, 4000.0), 0.6},
                   rng, out);
    }
    Note label = note;
    label.offset_s =
        std::min(note.offset_s, note.onset_s + struck.slowest_decay_s * kFortyDb / kSixtyDb);
    labels.push_back(label);
  }
  return labels;
}

}  // namespace divisi::synth
