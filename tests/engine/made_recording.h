/// Recordings that tests make for themselves, and a folder to put them in.
#pragma once

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

#include "audio/writer.h"
#include "core/rng.h"
#include "divisi/score.h"

namespace divisi::engine::testing {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "divisi_engine_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Adds a plucked tone with eight partials.
inline void add_tone(AudioBuffer& sound, double time_s, int pitch_midi, double length_s,
                     double tuning_hz = kStandardTuning_hz) {
  const double frequency_hz = hz_of_pitch(pitch_midi, tuning_hz);
  const auto first = static_cast<std::size_t>(time_s * sound.sample_rate_hz);
  const auto count = static_cast<std::size_t>(length_s * sound.sample_rate_hz);
  for (std::size_t n = 0; n < count && first + n < sound.samples.size(); ++n) {
    const double t = static_cast<double>(n) / sound.sample_rate_hz;
    for (int h = 1; h <= 8 && h * frequency_hz < 0.45 * sound.sample_rate_hz; ++h) {
      sound.samples[first + n] += static_cast<float>(
          0.1 / h * std::exp(-3.0 * t) * std::sin(2.0 * std::numbers::pi * h * frequency_hz * t));
    }
  }
}

/// Random tones, four a second.
inline AudioBuffer made_recording(double duration_s, int rate_hz = 22050, std::uint64_t seed = 7,
                                  double tuning_hz = kStandardTuning_hz) {
  core::Rng rng(seed);
  AudioBuffer sound{rate_hz, 1, {}};
  sound.samples.resize(static_cast<std::size_t>(duration_s * rate_hz));
  for (double time_s = 0.1; time_s < duration_s; time_s += 0.25) {
    const double length_s = rng.uniform(0.2, 0.8);
    add_tone(sound, time_s, rng.integer(36, 90), length_s, tuning_hz);
  }
  return sound;
}

/// Adds a low thump and a burst of noise in turn, four a second.
inline void add_knocks(AudioBuffer& sound, std::uint64_t seed = 9) {
  core::Rng rng(seed);
  const auto step = static_cast<std::size_t>(sound.sample_rate_hz / 4);
  for (std::size_t first = step / 2, turn = 0; first < sound.samples.size();
       first += step, ++turn) {
    for (std::size_t n = 0; n < step && first + n < sound.samples.size(); ++n) {
      const double t = static_cast<double>(n) / sound.sample_rate_hz;
      const double thump =
          std::sin(2.0 * std::numbers::pi * (50.0 * t - 3.0 * std::exp(-40.0 * t)));
      const double knock = turn % 2 == 0 ? thump * std::exp(-12.0 * t)
                                         : rng.uniform(-1.0, 1.0) * std::exp(-25.0 * t);
      sound.samples[first + n] += static_cast<float>(0.8 * knock);
    }
  }
}

/// The same in two channels, for two seconds each at one of `places`, from 0 (left) to 1, in turn.
inline AudioBuffer panned(const AudioBuffer& mono, const std::vector<double>& places) {
  AudioBuffer sound{mono.sample_rate_hz, 2, {}};
  for (std::size_t n = 0; n < mono.samples.size(); ++n) {
    const std::size_t turn = n / (2 * static_cast<std::size_t>(mono.sample_rate_hz));
    const double right = places[turn % places.size()];
    sound.samples.push_back(static_cast<float>(2.0 * (1.0 - right) * mono.samples[n]));
    sound.samples.push_back(static_cast<float>(2.0 * right * mono.samples[n]));
  }
  return sound;
}

}  // namespace divisi::engine::testing
