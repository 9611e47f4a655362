#include "synth/degrade.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "synth/biquad.h"
#include "synth/body.h"
#include "synth/convolve.h"
#include "synth/noise.h"
#include "synth/room.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

double from_db(double level_db) { return std::pow(10.0, level_db / 20.0); }

/// The mix, then stems.
using Sounds = std::vector<Signal*>;

void filter(const Sounds& sounds, const Biquad& fresh) {
  for (Signal* sound : sounds) Biquad(fresh).apply(*sound);
}

void add_room(const Sounds& sounds, core::Rng& rng, Facts& facts) {
  const Room room = draw_room(rng);
  facts.add("room_rt60_s", room.rt60_s);
  facts.add("room_wet_db", room.wet_db);
  const Signal response = room_response(room, rng);
  for (Signal* sound : sounds) *sound = convolve(*sound, response);
}

void equalise(const Sounds& sounds, const DegradeOptions& options, core::Rng& rng, Facts& facts) {
  const double tilt_db = rng.uniform(-6.0, 6.0);
  facts.add("tilt_db", tilt_db);
  for (Signal* sound : sounds) resound(*sound, {.tilt_db = tilt_db});
  for (int i = rng.integer(1, 3); i > 0; --i) {
    const double centre_hz = rng.log_uniform(80.0, 8000.0);
    filter(sounds, Biquad::peaking(centre_hz, rng.uniform(0.5, 2.5), rng.uniform(-6.0, 6.0)));
  }
  if (rng.chance(0.5)) filter(sounds, Biquad::high_pass(rng.uniform(20.0, 120.0), 0.707));
  if (!rng.chance(options.low_pass)) return;
  const double corner_hz = rng.uniform(3000.0, 10000.0);
  facts.add("low_pass_hz", corner_hz);
  filter(sounds, Biquad::low_pass(corner_hz, 0.707));
}

/// A compressor with a look at the past only, then a soft limit.
void compress(const Sounds& sounds, core::Rng& rng, Facts& facts) {
  Signal& sound = *sounds.front();
  const float loudest = peak_of(sound);
  if (loudest <= 0.0F) return;
  const double threshold_db = rng.uniform(-30.0, -10.0);
  const double ratio = rng.uniform(1.5, 6.0);
  const double drive = rng.chance(0.3) ? rng.uniform(1.0, 3.0) : 0.0;
  facts.add("compression_ratio", ratio);
  const auto attack = static_cast<float>(1.0 - std::exp(-1.0 / (0.005 * kRateHz)));
  const auto release = static_cast<float>(1.0 - std::exp(-1.0 / (0.12 * kRateHz)));
  const auto threshold = static_cast<float>(from_db(threshold_db));
  const auto power = static_cast<float>(1.0 / ratio - 1.0);
  float level = 0.0F;
  float gain = 1.0F;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const float x = sound[i] / loudest;
    const float magnitude = std::abs(x);
    level += (magnitude > level ? attack : release) * (magnitude - level);
    if (i % 16 == 0) gain = level > threshold ? std::pow(level / threshold, power) : 1.0F;
    for (Signal* one : sounds) (*one)[i] = gain * ((*one)[i] / loudest);
  }
  if (drive <= 0.0) return;
  facts.add("soft_clip_drive", drive);
  const auto steepness = static_cast<float>(drive / std::max(1e-6F, peak_of(sound)));
  for (float& sample : sound) sample = std::tanh(steepness * sample);
}

void add_noise(Signal& sound, core::Rng& rng, Facts& facts) {
  static constexpr std::array<const char*, 4> kNames = {"white", "pink", "brown", "hum"};
  const int kind = rng.integer(0, 3);
  const double snr_db = rng.uniform(20.0, 60.0);
  facts.add("noise", kNames[static_cast<std::size_t>(kind)]);
  facts.add("noise_snr_db", snr_db);
  const Signal noise = make_noise(static_cast<NoiseKind>(kind), sound.size(), rng);
  const auto gain = static_cast<float>(active_rms(sound) * from_db(-snr_db));
  for (std::size_t i = 0; i < sound.size(); ++i) sound[i] += gain * noise[i];
}

}  // namespace

float peak_of(const Signal& signal) {
  float peak = 0.0F;
  for (const float sample : signal) peak = std::max(peak, std::abs(sample));
  return peak;
}

void scale_by(Signal& signal, double factor) {
  for (float& sample : signal) sample *= static_cast<float>(factor);
}

double active_rms(const Signal& signal) {
  constexpr std::size_t kBlock = 1024;
  std::vector<double> powers;
  for (std::size_t start = 0; start + kBlock <= signal.size(); start += kBlock) {
    double energy = 0.0;
    for (std::size_t i = start; i < start + kBlock; ++i) {
      energy += static_cast<double>(signal[i]) * signal[i];
    }
    powers.push_back(energy / kBlock);
  }
  if (powers.empty()) return 0.0;
  const double least = 1e-5 * *std::max_element(powers.begin(), powers.end());
  double sum = 0.0;
  std::size_t count = 0;
  for (const double power : powers) {
    if (power <= least) continue;
    sum += power;
    ++count;
  }
  return count > 0 ? std::sqrt(sum / static_cast<double>(count)) : 0.0;
}

Expected<void> degrade(Signal& sound, std::span<Signal> stems, const DegradeOptions& options,
                       core::Rng& rng, Facts& facts) {
  if (peak_of(sound) <= 0.0F) return {};
  Sounds sounds = {&sound};
  for (Signal& stem : stems) sounds.push_back(&stem);
  if (rng.chance(options.room)) add_room(sounds, rng, facts);
  if (rng.chance(options.equaliser)) equalise(sounds, options, rng, facts);
  if (rng.chance(options.compression)) compress(sounds, rng, facts);
  if (rng.chance(options.noise)) add_noise(sound, rng, facts);
  const double peak_db = rng.uniform(options.lowest_peak_db, options.highest_peak_db);
  facts.add("peak_db", peak_db);
  const double level = from_db(peak_db) / peak_of(sound);
  for (Signal* one : sounds) scale_by(*one, level);
  if (!rng.chance(options.codec)) return {};
  const double quality = rng.uniform(0.0, 0.4);
  facts.add("vorbis_quality", quality);
  Expected<Signal> decoded = through_vorbis(sound, quality);
  if (!decoded) return decoded.error();
  sound = std::move(*decoded);
  return {};
}

}  // namespace divisi::synth
