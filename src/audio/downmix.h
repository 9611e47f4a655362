/// All channels into one.
#pragma once

#include <cstddef>

namespace divisi::audio {

/// Writes the mean of the channels of each frame to `mono`.
///
/// The plain mean, and only that: channels in opposite phase cancel. Choosing another rule by what
/// a block holds would make the result depend on where blocks begin; MonoSource warns instead.
/// Shapes    interleaved [N, C] -> mono [N]; C >= 1.
void downmix_to_mono(const float* interleaved, std::size_t frames, int channel_count, float* mono);

/// Half of what the first of two channels has more than the second.
/// Shapes    interleaved [N, 2] -> side [N].
void side_of_stereo(const float* interleaved, std::size_t frames, float* side);

/// How much of the channels' energy survives in their mean.
class CancellationMeter {
 public:
  /// Takes what downmix_to_mono() was given and gave.
  void add(const float* interleaved, const float* mono, std::size_t frames, int channel_count);

  /// Energy of the mean over the mean energy of the channels, in dB, at most 0; 0 for silence.
  double kept_db() const;

 private:
  double channel_energy_ = 0.0;
  double mono_energy_ = 0.0;
};

}  // namespace divisi::audio
