#include "synth/spectrum.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace divisi::synth {
namespace {

double from_db(double level_db) { return std::pow(10.0, level_db / 20.0); }

/// 1 at the centre, 1/2 one half bandwidth away.
double bell(const Resonance& resonance, double frequency_hz) {
  const double distance = 2.0 * (frequency_hz - resonance.centre_hz) / resonance.bandwidth_hz;
  return 1.0 / (1.0 + distance * distance);
}

double wave_amplitude(const Spectrum& spectrum, double k) {
  switch (spectrum.wave) {
    case Wave::pulse:
      return std::abs(std::sin(std::numbers::pi * k * spectrum.pulse_width)) / k;
    case Wave::triangle:
      return static_cast<int>(k) % 2 == 1 ? 1.0 / (k * k) : 0.0;
    default:
      return 1.0;
  }
}

Resonance between(const Resonance& a, const Resonance& b, double fraction) {
  return {a.centre_hz + fraction * (b.centre_hz - a.centre_hz),
          a.bandwidth_hz + fraction * (b.bandwidth_hz - a.bandwidth_hz),
          a.gain_db + fraction * (b.gain_db - a.gain_db)};
}

/// The formants at one colour. Returned by value: five at most.
std::vector<Resonance> formants_at(const std::vector<std::vector<Resonance>>& vowels,
                                   double colour) {
  if (vowels.empty()) return {};
  const double place = std::clamp(colour, 0.0, 1.0) * static_cast<double>(vowels.size() - 1);
  const auto index = std::min(static_cast<std::size_t>(place), vowels.size() - 1);
  const std::size_t next = std::min(index + 1, vowels.size() - 1);
  std::vector<Resonance> formants;
  for (std::size_t i = 0; i < vowels[index].size(); ++i) {
    formants.push_back(
        between(vowels[index][i], vowels[next][i], place - static_cast<double>(index)));
  }
  return formants;
}

/// Peterson and Barney's averages for men: i, e, ae, a, o, u, schwa.
constexpr std::array<std::array<double, 3>, 7> kVowels_hz = {{{270, 2290, 3010},
                                                              {530, 1840, 2480},
                                                              {660, 1720, 2410},
                                                              {730, 1090, 2440},
                                                              {570, 840, 2410},
                                                              {300, 870, 2240},
                                                              {490, 1350, 1690}}};

std::vector<Resonance> random_resonances(core::Rng& rng, int count, double low_hz, double high_hz,
                                         double most_db) {
  std::vector<Resonance> resonances;
  for (int i = 0; i < count; ++i) {
    const double centre_hz = rng.log_uniform(low_hz, high_hz);
    resonances.push_back(
        {centre_hz, centre_hz * rng.uniform(0.1, 0.8), rng.uniform(-0.6 * most_db, most_db)});
  }
  return resonances;
}

std::vector<double> random_harmonics(core::Rng& rng, double deviation_db) {
  std::vector<double> gains_db;
  for (int k = 0; k < 24; ++k) gains_db.push_back(rng.normal(0.0, deviation_db));
  return gains_db;
}

}  // namespace

void Spectrum::amplitudes(double f0_hz, double effort, double colour, std::size_t count,
                          std::vector<float>& out) const {
  out.assign(count, 0.0F);
  const double tilt_db = tilt_db_per_octave + (effort - 0.5) * effort_tilt_db_per_octave;
  const double tilt_power = tilt_db / (20.0 * std::log10(2.0));
  std::vector<Resonance> formants = formants_at(vowels, colour);
  for (Resonance& formant : formants) formant.gain_db = from_db(formant.gain_db);  // linear below
  const double tract_floor = from_db(floor_db);
  const double corner_hz = low_pass_hz * std::pow(2.0, 2.0 * (effort - 0.5));
  double energy = 1e-9;
  for (std::size_t i = 0; i < count; ++i) {
    const double k = static_cast<double>(i + 1);
    const double frequency_hz = k * f0_hz;
    double amplitude = wave_amplitude(*this, k) * std::pow(k, tilt_power);
    double gain_db = (i % 2 == 1) ? even_db : 0.0;
    if (i < harmonic_db.size()) gain_db += harmonic_db[i];
    for (const Resonance& resonance : resonances) {
      gain_db += resonance.gain_db * bell(resonance, frequency_hz);
    }
    amplitude *= from_db(gain_db);
    if (!formants.empty()) {
      double vocal_tract = tract_floor;
      for (const Resonance& formant : formants) {
        vocal_tract += formant.gain_db * std::sqrt(bell(formant, frequency_hz));
      }
      amplitude *= vocal_tract;
    }
    const double above = frequency_hz / corner_hz;
    amplitude /= std::sqrt(1.0 + above * above * above * above);
    // Nothing near the Nyquist frequency, and no click where a harmonic comes into view.
    amplitude *= std::clamp((10500.0 - frequency_hz) / 1000.0, 0.0, 1.0);
    out[i] = static_cast<float>(amplitude);
    energy += amplitude * amplitude;
  }
  // Half-way to constant energy: vowels and resonances still make loudness vary somewhat.
  const auto scale = static_cast<float>(std::pow(energy, -0.42));
  for (float& amplitude : out) amplitude *= scale;
}

Spectrum draw_oscillator(core::Rng& rng) {
  const int choice = rng.integer(0, 4);
  return draw_oscillator(static_cast<OscillatorShape>(std::min(choice, 3)), rng);
}

Spectrum draw_oscillator(OscillatorShape shape, core::Rng& rng) {
  Spectrum spectrum;
  switch (shape) {
    case OscillatorShape::pulse:
      spectrum.wave = Wave::pulse;
      spectrum.pulse_width = rng.uniform(0.08, 0.5);
      spectrum.tilt_db_per_octave = 0.0;
      break;
    case OscillatorShape::triangle:
      spectrum.wave = Wave::triangle;
      spectrum.tilt_db_per_octave = 0.0;
      break;
    case OscillatorShape::fm:
      spectrum.wave = Wave::fm;
      spectrum.fm_ratio = rng.integer(1, 4);
      if (rng.chance(0.3)) spectrum.fm_ratio += rng.normal(0.0, 0.004);
      spectrum.fm_index = rng.uniform(0.5, 4.0);
      break;
    case OscillatorShape::harmonic:
    case OscillatorShape::pad:
      spectrum.tilt_db_per_octave = rng.uniform(-15.0, -3.0);
      spectrum.harmonic_db = random_harmonics(rng, rng.uniform(0.0, 6.0));
      if (rng.chance(0.25)) spectrum.even_db = rng.uniform(-40.0, -8.0);
      break;
  }
  spectrum.effort_tilt_db_per_octave = rng.uniform(0.0, 6.0);
  if (rng.chance(0.6)) {
    spectrum.resonances = random_resonances(rng, rng.integer(1, 5), 200.0, 6000.0, 15.0);
  }
  if (rng.chance(0.5)) {
    spectrum.low_pass_hz = rng.log_uniform(700.0, 9000.0);
  }
  if (rng.chance(0.3)) {
    spectrum.unison = rng.integer(2, 3);
    spectrum.unison_cents = rng.uniform(4.0, 16.0);
  }
  spectrum.noise_bands = {{rng.uniform(500.0, 5000.0), 3000.0, 0.0}};
  if (shape == OscillatorShape::pad) {
    spectrum.low_pass_hz = rng.log_uniform(900.0, 4000.0);
    spectrum.unison = 3;
    spectrum.unison_cents = rng.uniform(6.0, 16.0);
  }
  return spectrum;
}

Spectrum draw_voice(core::Rng& rng, double middle_pitch_midi) {
  Spectrum spectrum;
  // Men 1.0, women about 1.17, children 1.35 times the formants of the table.
  const double height = std::clamp((middle_pitch_midi - 50.0) / 25.0, 0.0, 1.0);
  const double size = 0.95 + 0.3 * height + rng.normal(0.0, 0.06);
  const bool trained = rng.chance(0.35);
  const double tract_db = rng.uniform(-4.0, 4.0);
  for (int v = rng.integer(3, 6); v > 0; --v) {
    const auto& vowel = kVowels_hz[static_cast<std::size_t>(rng.integer(0, 6))];
    std::vector<Resonance> formants;
    const std::array<double, 5> centres_hz = {vowel[0], vowel[1], vowel[2], 3500.0, 4500.0};
    const std::array<double, 5> gains_db = {0.0, -5.0 + tract_db, -10.0 + tract_db,
                                            -14.0 + tract_db, -20.0 + tract_db};
    for (std::size_t i = 0; i < centres_hz.size(); ++i) {
      formants.push_back({centres_hz[i] * size * rng.uniform(0.93, 1.07),
                          rng.uniform(60.0, 110.0) * (1.0 + 0.4 * static_cast<double>(i)),
                          gains_db[i] + rng.normal(0.0, 2.0)});
    }
    // Singers of high notes open the mouth until the first formant meets the pitch.
    const double f0_hz = 440.0 * std::pow(2.0, (middle_pitch_midi - 69.0) / 12.0);
    formants[0].centre_hz = std::max(formants[0].centre_hz, 0.9 * f0_hz);
    if (trained) formants.push_back({2900.0 * size, 500.0, rng.uniform(-8.0, 0.0)});
    spectrum.vowels.push_back(formants);
  }
  spectrum.tilt_db_per_octave = rng.uniform(-12.0, -5.0);
  spectrum.effort_tilt_db_per_octave = rng.uniform(3.0, 8.0);
  spectrum.harmonic_db = {rng.uniform(-3.0, 8.0), rng.uniform(-2.0, 3.0)};  // open quotient
  spectrum.floor_db = rng.uniform(-40.0, -22.0);
  spectrum.noise_bands = {{1500.0 * size, 1500.0, 0.0}, {4000.0 * size, 3000.0, -3.0}};
  if (rng.chance(0.08)) {  // a doubled voice
    spectrum.unison = 2;
    spectrum.unison_cents = rng.uniform(6.0, 20.0);
  }
  return spectrum;
}

Spectrum draw_bowed(core::Rng& rng) {
  Spectrum spectrum;
  spectrum.tilt_db_per_octave = rng.uniform(-8.0, -4.5);
  spectrum.effort_tilt_db_per_octave = rng.uniform(1.0, 4.0);
  spectrum.harmonic_db = random_harmonics(rng, 2.0);
  spectrum.resonances = random_resonances(rng, rng.integer(6, 12), 180.0, 5000.0, 12.0);
  spectrum.low_pass_hz = rng.uniform(2500.0, 8000.0);
  spectrum.noise_bands = {{rng.uniform(2000.0, 5000.0), 3000.0, 0.0},
                          {rng.uniform(300.0, 900.0), 400.0, -6.0}};
  if (rng.chance(0.15)) {  // a section
    spectrum.unison = 3;
    spectrum.unison_cents = rng.uniform(5.0, 14.0);
  }
  return spectrum;
}

Spectrum draw_reed(core::Rng& rng) {
  Spectrum spectrum;
  const bool cylindrical = rng.chance(0.4);  // clarinet: the low even harmonics are weak
  spectrum.tilt_db_per_octave = rng.uniform(-9.0, -3.5);
  spectrum.effort_tilt_db_per_octave = rng.uniform(3.0, 9.0);
  spectrum.harmonic_db = random_harmonics(rng, 2.5);
  if (cylindrical) {
    for (std::size_t k = 1; k < 8; k += 2) {
      spectrum.harmonic_db[k] -= rng.uniform(10.0, 30.0) / (1.0 + 0.2 * static_cast<double>(k));
    }
  } else if (rng.chance(0.5)) {  // oboe, saxophone: the fundamental is not the strongest
    spectrum.harmonic_db[0] -= rng.uniform(0.0, 8.0);
  }
  spectrum.resonances = random_resonances(rng, rng.integer(2, 5), 400.0, 4000.0, 12.0);
  spectrum.low_pass_hz = rng.uniform(1500.0, 7000.0);
  spectrum.noise_bands = {{rng.uniform(1500.0, 4000.0), 3000.0, 0.0}};
  return spectrum;
}

Spectrum draw_flute(core::Rng& rng) {
  Spectrum spectrum;
  spectrum.tilt_db_per_octave = rng.uniform(-18.0, -8.0);
  spectrum.effort_tilt_db_per_octave = rng.uniform(4.0, 10.0);
  spectrum.harmonic_db = random_harmonics(rng, 3.0);
  spectrum.resonances = random_resonances(rng, 2, 600.0, 4000.0, 6.0);
  spectrum.noise_bands = {{rng.uniform(1000.0, 5000.0), 4000.0, 0.0}};
  return spectrum;
}

Spectrum draw_brass(core::Rng& rng) {
  Spectrum spectrum;
  spectrum.tilt_db_per_octave = rng.uniform(-9.0, -4.0);
  spectrum.effort_tilt_db_per_octave = rng.uniform(6.0, 14.0);
  spectrum.harmonic_db = random_harmonics(rng, 1.5);
  spectrum.resonances = {
      {rng.uniform(500.0, 1500.0), rng.uniform(400.0, 1200.0), rng.uniform(3.0, 12.0)}};
  spectrum.low_pass_hz = rng.uniform(1200.0, 5000.0);
  spectrum.noise_bands = {{rng.uniform(1000.0, 3000.0), 2000.0, 0.0}};
  return spectrum;
}

}  // namespace divisi::synth
