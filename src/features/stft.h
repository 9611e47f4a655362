/// Short-time Fourier transform and its inverse, streaming and offline.
///
/// Frame t is centred on sample t * hop; outside the clip the signal is zero. The window is the
/// square root of a periodic Hann window, for analysis and for synthesis: what nobody touches in
/// between comes back as it was, and what a mask changes has no edges at the frames' borders.
///
/// Source    Griffin & Lim 1984, equation 6 (weighted overlap-add, divided by the sum of squared
///           windows: at both ends of the clip, too, where fewer frames lie over each other).
/// Shapes    [N] <-> [T, F]: T = stft_frame_count(spec, N), F = spec.bins(). Frames are rows.
/// Units     as RealFft: a sine of amplitude a gives a * sum(window) / 2 in its bin.
/// Errors    none.
/// Thread    one thread for each object.   Realtime: once the largest block has been seen.
///           Neither blocks nor threads change a bit of the result.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "audio/fft.h"
#include "features/sample_history.h"

namespace divisi::features {

using Bin = std::complex<float>;

struct StftSpec {
  int window_samples;  ///< a power of two, 4 or more
  int hop_samples;     ///< a half or a quarter of the window

  int bins() const { return window_samples / 2 + 1; }
  friend bool operator==(const StftSpec&, const StftSpec&) = default;
};

/// As many frames as let every sample lie between two centres: 1 + ceil(N / hop), 0 for no samples.
/// (librosa and torch count 1 + floor(N / hop): one fewer unless the hop divides N.)
std::int64_t stft_frame_count(const StftSpec& spec, std::int64_t samples);

/// The square root of the periodic Hann window.
std::vector<float> stft_window(const StftSpec& spec);

class Stft {
 public:
  explicit Stft(const StftSpec& spec);

  const StftSpec& spec() const { return spec_; }

  /// Appends to `frames` every frame that these samples complete.
  void push(const float* samples, std::size_t count, std::vector<Bin>& frames);

  /// Appends the rest. Afterwards only reset() may be called.
  void finish(std::vector<Bin>& frames);
  void reset();

 private:
  void transform_until(std::int64_t frame, std::vector<Bin>& frames);

  StftSpec spec_;
  audio::RealFft fft_;
  std::vector<float> window_, windowed_;
  SampleHistory history_;
  std::int64_t samples_ = 0;
  std::int64_t frames_done_ = 0;
};

class InverseStft {
 public:
  explicit InverseStft(const StftSpec& spec);

  const StftSpec& spec() const { return spec_; }

  /// Takes `count` frames and appends to `samples` what no later frame can change.
  void push(const Bin* frames, std::int64_t count, std::vector<float>& samples);

  /// The same as one frame of zeros, for the price of moving samples.
  void push_silence(std::vector<float>& samples);

  /// Appends the rest, so that `total_samples` have come out since the beginning.
  /// Requires: stft_frame_count(spec(), total_samples) frames were pushed.
  void finish(std::int64_t total_samples, std::vector<float>& samples);
  void reset();

 private:
  void emit_until(std::int64_t sample, std::vector<float>& samples);
  void add_frame(const Bin* frame);
  void add_weight();

  StftSpec spec_;
  audio::RealFft fft_;
  std::vector<float> window_, frame_;
  // Sums from sample `first_` on: windowed frames, and squared windows to divide them by.
  std::vector<float> sum_, weight_;
  std::int64_t first_ = 0;
  std::int64_t frames_done_ = 0;
};

/// The whole clip at once: [T, F].
std::vector<Bin> stft(const StftSpec& spec, const std::vector<float>& samples);

/// Requires: frames of a clip of `total_samples` samples.
std::vector<float> inverse_stft(const StftSpec& spec, const std::vector<Bin>& frames,
                                std::int64_t total_samples);

/// |X|, elementwise.
std::vector<float> magnitudes(const std::vector<Bin>& frames);

}  // namespace divisi::features
