/// Sound in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace divisi {

/// What is known of a sound before it is read.
struct AudioFormat {
  int sample_rate_hz = 0;
  int channel_count = 0;
  std::int64_t frame_count = -1;  ///< samples for each channel; -1 when the container does not say
};

/// Samples [N, C], interleaved, nominally in [-1, 1].
struct AudioBuffer {
  int sample_rate_hz = 0;
  int channel_count = 1;
  std::vector<float> samples;

  std::size_t frame_count() const {
    return channel_count > 0 ? samples.size() / static_cast<std::size_t>(channel_count) : 0;
  }
  double duration_s() const {
    return sample_rate_hz > 0 ? static_cast<double>(frame_count()) / sample_rate_hz : 0.0;
  }
};

}  // namespace divisi
