/// 44100 Hz to 22050 Hz without delay.
#pragma once

#include <vector>

namespace divisi::synth {

/// A streaming half-band decimator: linear phase, its delay taken out, flat to 9.5 kHz (0.1 dB),
/// 80 dB down above 12.3 kHz.
class HalveRate {
 public:
  HalveRate();
  /// Appends samples at the double rate.
  void push(const float* samples, std::size_t count);
  /// All that was pushed, at half the rate: sample i stands where sample 2 i stood.
  std::vector<float> finish();

 private:
  std::vector<float> taps_;
  std::vector<float> input_;
};

}  // namespace divisi::synth
