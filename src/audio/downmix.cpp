#include "audio/downmix.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::audio {

void downmix_to_mono(const float* interleaved, std::size_t frames, int channel_count, float* mono) {
  DIVISI_CHECK(channel_count >= 1, "a sound has at least one channel");
  const auto channels = static_cast<std::size_t>(channel_count);
  if (channels == 1) {
    std::copy_n(interleaved, frames, mono);
    return;
  }
  const float weight = 1.0f / static_cast<float>(channel_count);
  for (std::size_t n = 0; n < frames; ++n) {
    const float* frame = interleaved + n * channels;
    float sum = frame[0];
    for (std::size_t c = 1; c < channels; ++c) sum += frame[c];
    mono[n] = sum * weight;
  }
}

void side_of_stereo(const float* interleaved, std::size_t frames, float* side) {
  for (std::size_t n = 0; n < frames; ++n)
    side[n] = 0.5f * (interleaved[2 * n] - interleaved[2 * n + 1]);
}

void CancellationMeter::add(const float* interleaved, const float* mono, std::size_t frames,
                            int channel_count) {
  double channel_energy = 0.0;
  const std::size_t count = frames * static_cast<std::size_t>(channel_count);
  for (std::size_t i = 0; i < count; ++i) {
    channel_energy += static_cast<double>(interleaved[i]) * interleaved[i];
  }
  channel_energy_ += channel_energy / channel_count;
  for (std::size_t n = 0; n < frames; ++n) mono_energy_ += static_cast<double>(mono[n]) * mono[n];
}

double CancellationMeter::kept_db() const {
  if (channel_energy_ <= 0.0) return 0.0;
  constexpr double kFloor = 1e-12;
  return std::min(0.0, 10.0 * std::log10(std::max(kFloor, mono_energy_ / channel_energy_)));
}

}  // namespace divisi::audio
