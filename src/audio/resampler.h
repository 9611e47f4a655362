/// One channel of sound at another sample rate, in blocks of any size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace divisi::audio {

/// Streaming sample-rate converter.
///
/// Sample n of the output is the band-limited input at n / out_rate_hz seconds: there is no delay,
/// and N samples give exactly ceil(N * out_rate / in_rate). The result does not depend on how the
/// input is cut into blocks, to the bit. Equal rates pass samples through unchanged.
///
/// Source    libsoxr (R. Sykes), quality "HQ": linear phase, 20 bits, flat to 0.91 of Nyquist.
/// Requires  rates > 0.
/// Thread    one at a time.
class Resampler {
 public:
  Resampler(int in_rate_hz, int out_rate_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Takes `count` samples and appends what is ready to `out`.
  void process(const float* in, std::size_t count, std::vector<float>& out);

  /// Appends the rest. Afterwards only the destructor may be called.
  void finish(std::vector<float>& out);

  /// Length of the output for `in_frames` of input: ceil(in_frames * out_rate / in_rate).
  static std::int64_t output_frames(std::int64_t in_frames, int in_rate_hz, int out_rate_hz);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace divisi::audio
