/// FFmpeg's many sample layouts as interleaved floats. Included by reader_ffmpeg.cpp only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "audio/ffmpeg_library.h"

namespace divisi::audio {

/// One sample in [-1, 1].
inline float to_float(std::uint8_t sample) {
  return (static_cast<float>(sample) - 128.0f) / 128.0f;
}
inline float to_float(std::int16_t sample) { return static_cast<float>(sample) / 32768.0f; }
inline float to_float(std::int32_t sample) {
  return static_cast<float>(static_cast<double>(sample) / 2147483648.0);
}
inline float to_float(std::int64_t sample) {
  return static_cast<float>(static_cast<double>(sample) / 9223372036854775808.0);
}
inline float to_float(float sample) { return sample; }
inline float to_float(double sample) { return static_cast<float>(sample); }

template <class Sample>
void interleave(const AVFrame& frame, int channel_count, float* out) {
  const bool planar =
      ffmpeg().av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
  for (int c = 0; c < channel_count; ++c) {
    const auto* plane = reinterpret_cast<const Sample*>(frame.extended_data[planar ? c : 0]);
    const std::size_t stride = planar ? 1 : static_cast<std::size_t>(channel_count);
    const Sample* in = planar ? plane : plane + c;
    for (int n = 0; n < frame.nb_samples; ++n) {
      out[static_cast<std::size_t>(n) * static_cast<std::size_t>(channel_count) +
          static_cast<std::size_t>(c)] = to_float(in[static_cast<std::size_t>(n) * stride]);
    }
  }
}

/// Writes nb_samples * channel_count floats. False for a sample format nobody has met yet.
inline bool interleave_any(const AVFrame& frame, int channel_count, float* out) {
  switch (ffmpeg().av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format))) {
    case AV_SAMPLE_FMT_U8:
      interleave<std::uint8_t>(frame, channel_count, out);
      return true;
    case AV_SAMPLE_FMT_S16:
      interleave<std::int16_t>(frame, channel_count, out);
      return true;
    case AV_SAMPLE_FMT_S32:
      interleave<std::int32_t>(frame, channel_count, out);
      return true;
    case AV_SAMPLE_FMT_S64:
      interleave<std::int64_t>(frame, channel_count, out);
      return true;
    case AV_SAMPLE_FMT_FLT:
      interleave<float>(frame, channel_count, out);
      return true;
    case AV_SAMPLE_FMT_DBL:
      interleave<double>(frame, channel_count, out);
      return true;
    default:
      return false;
  }
}

}  // namespace divisi::audio
