/// Sounds and files that the tests of this folder make for themselves.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include "divisi/audio.h"

namespace divisi::audio::testing {

/// A folder of its own for each test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "divisi_audio_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline AudioBuffer sine(double frequency_hz, double duration_s, int rate_hz = 44100,
                        int channel_count = 1) {
  AudioBuffer sound{rate_hz, channel_count, {}};
  const auto frames = static_cast<int>(std::lround(duration_s * rate_hz));
  for (int n = 0; n < frames; ++n) {
    const double phase = 2.0 * std::numbers::pi * frequency_hz * n / rate_hz;
    for (int c = 0; c < channel_count; ++c) {
      sound.samples.push_back(static_cast<float>(0.5 * std::sin(phase)));
    }
  }
  return sound;
}

/// Silence but for short bursts of a decaying 2 kHz tone at the given times: onsets that survive
/// lossy codecs.
inline AudioBuffer bursts(const std::vector<double>& times_s, double duration_s,
                          int rate_hz = 44100) {
  AudioBuffer sound{rate_hz, 1, {}};
  sound.samples.resize(static_cast<std::size_t>(std::lround(duration_s * rate_hz)));
  for (const double time_s : times_s) {
    const auto start = static_cast<std::size_t>(std::lround(time_s * rate_hz));
    for (std::size_t n = 0; n < 2000 && start + n < sound.samples.size(); ++n) {
      const double t = static_cast<double>(n) / rate_hz;
      sound.samples[start + n] += static_cast<float>(0.8 * std::exp(-t / 0.01) *
                                                     std::sin(2.0 * std::numbers::pi * 2000.0 * t));
    }
  }
  return sound;
}

/// The shift of `heard` against `played`, in samples, with the largest cross-correlation.
inline int best_shift(const std::vector<float>& played, const std::vector<float>& heard,
                      int furthest) {
  int best = 0;
  double best_sum = -1.0;
  for (int shift = -furthest; shift <= furthest; ++shift) {
    double sum = 0.0;
    for (std::size_t n = 0; n < played.size(); ++n) {
      if (played[n] == 0.0f) continue;
      const auto m = static_cast<std::ptrdiff_t>(n) + shift;
      if (m >= 0 && m < static_cast<std::ptrdiff_t>(heard.size())) {
        sum += static_cast<double>(played[n]) * heard[static_cast<std::size_t>(m)];
      }
    }
    if (sum > best_sum) {
      best_sum = sum;
      best = shift;
    }
  }
  return best;
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A WAV file with any header fields, sensible or not.
struct RawWav {
  std::uint16_t format_tag = 1;
  std::uint16_t channel_count = 1;
  std::uint32_t sample_rate_hz = 44100;
  std::uint16_t bits = 16;
  std::string data = std::string(2000, '\0');
  std::int64_t promised_bytes = -1;  ///< -1: as many as there are

  std::string bytes() const {
    const auto size = static_cast<std::uint32_t>(
        promised_bytes < 0 ? data.size() : static_cast<std::size_t>(promised_bytes));
    const auto block = static_cast<std::uint16_t>(channel_count * bits / 8);
    return "RIFF" + word(36 + size) + "WAVEfmt " + word(16) + half(format_tag) +
           half(channel_count) + word(sample_rate_hz) + word(sample_rate_hz * block) + half(block) +
           half(bits) + "data" + word(size) + data;
  }

  static std::string half(std::uint16_t v) {
    return {static_cast<char>(v & 255), static_cast<char>(v >> 8)};
  }
  static std::string word(std::uint32_t v) {
    return half(static_cast<std::uint16_t>(v & 0xFFFF)) + half(static_cast<std::uint16_t>(v >> 16));
  }
};

}  // namespace divisi::audio::testing
