/// Samples of any number of channels in, levels of their bands out.
///
/// Shapes    blocks [N, C], interleaved -> levels [T, kBands] (share_grid.h), frames of stft.h.
/// Units     amplitudes.   Errors    none.   Thread    one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "separate/share_grid.h"

namespace divisi::separate {

class LevelMeter {
 public:
  LevelMeter(const features::StftSpec& spec, int sample_rate_hz, int channel_count);

  /// Appends to `levels` the frames that these samples complete.
  void push(const float* interleaved, std::size_t frames, std::vector<float>& levels);
  /// Appends the rest.
  void finish(std::vector<float>& levels);

  /// Root mean square of all levels so far, all bands together; a little more than 0.
  float mean_level() const;

 private:
  void measure(std::vector<float>& levels);

  BandMap bands_;
  std::vector<features::Stft> transforms_;           ///< [C]
  std::vector<std::vector<features::Bin>> spectra_;  ///< [C] frames not yet measured
  std::vector<float> plane_;
  double power_ = 0.0;  ///< of all levels
  std::int64_t frames_ = 0;
};

}  // namespace divisi::separate
