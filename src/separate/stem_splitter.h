/// A recording in, its stems and what is left of it out, block after block.
///
/// Each channel is transformed, multiplied by the shares of each stem (the same for all
/// channels, so that everything stays where it is between left and right) and transformed
/// back. Memory is that of some 5 s of sound, whatever the length, and neither blocks nor threads
/// change a sample.
///
/// Shapes    blocks [N, C], interleaved; N in all equals what was pushed.
/// Units     whole samples of 24 bits (whole_samples.h), adding up to the input rounded to them.
/// Errors    the sink's own; none else.
/// Thread    one user; works on as many threads as it is told.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "divisi/error.h"
#include "separate/share_estimator.h"

namespace divisi::separate {

/// Samples of every stem, then those of the residual: [stems + 1][frames * C].
struct StemBlock {
  std::size_t frames = 0;
  std::vector<std::vector<std::int32_t>> samples;
};

using StemSink = std::function<Expected<void>(const StemBlock&)>;

struct SplitterOptions {
  int sample_rate_hz = 0;
  int channel_count = 1;
  double start_s = 0.0;      ///< time of the first sample, where the estimator's notes are
  std::vector<int> sources;  ///< which of the estimator's become stems; the rest is residual
  int threads = 1;
};

class StemSplitter {
 public:
  StemSplitter(std::unique_ptr<ShareEstimator> estimator, const SplitterOptions& options);

  /// Samples beyond what the stems can hold together are cut off and counted.
  Expected<void> push(const float* interleaved, std::size_t frames, const StemSink& sink);
  Expected<void> finish(const StemSink& sink);

  std::int64_t cut_off_count() const { return cut_off_; }

 private:
  struct Channel {
    features::Stft transform;
    std::vector<features::Bin> spectra;  ///< [frames from first_frame_ on, F]
  };
  struct Stem {
    std::vector<features::InverseStft> inverse;  ///< [C]
    std::vector<std::vector<float>> ready;       ///< [C][samples]
    std::vector<float> gains;                    ///< [F]
    std::vector<features::Bin> masked;           ///< [F]
  };

  void take_samples(const float* interleaved, std::size_t frames);
  void measure_levels();
  Expected<void> split_until(std::int64_t frame, const StemSink& sink);
  void split_stretch(std::int64_t end);
  void split_stem(std::size_t stem, std::int64_t end);
  void forget_before(std::int64_t frame);
  void settle(std::size_t sample);
  Expected<void> hand_out(const StemSink& sink);

  std::unique_ptr<ShareEstimator> estimator_;
  SplitterOptions options_;
  features::StftSpec spec_;
  BandMap bands_;
  FrameGrid frames_;
  std::int32_t lowest_, highest_;  ///< what stems and residual can hold together
  std::vector<Channel> channels_;
  std::vector<Stem> stems_;
  std::vector<std::int32_t> pending_;  ///< input that no stem has been handed out for
  std::vector<float> plane_, levels_, shares_;
  std::int64_t frames_known_ = 0, first_frame_ = 0, frames_split_ = 0;
  std::int64_t samples_ = 0, cut_off_ = 0;
  StemBlock block_;
};

}  // namespace divisi::separate
