/// Half the sample rate, without delay.
///
/// A half-band filter runs over the signal forwards and then backwards, and every second sample is
/// kept. Each pass sees zeros outside the clip, and the first pass is cut to the clip before the
/// second: at most 15 samples at either end differ from one pass with the filter's square.
///
/// Half of the filter's taps are zero and the rest are symmetric, so an output costs
/// 3·(8 + 1) multiplications: two half-rate results of the first pass and one of the second.
///
/// Source    Li & Zhu 2026 as released (timbreAMT): scipy's firwin(33, 0.5, 'hamming'), twice.
/// Shapes    [N] -> [ceil(N/2)], any N and any blocks; the result does not depend on the blocks.
/// Errors    none.
/// Thread    one thread.   Realtime: yes once the largest block has been seen.
/// Deviates  the even taps but the middle one, below 2e-17 in firwin, are exactly zero here.
#pragma once

#include <array>
#include <cstdint>

#include "features/kernels/front_end_table.h"
#include "features/sample_history.h"

namespace divisi::features {

/// Taps of the half-band filter: the middle one, then those at offsets 1, 3, .., 15 (either side).
std::array<double, kHalfbandTaps> halfband_taps();

class Decimator {
 public:
  explicit Decimator(const FrontEndTable& kernels = active_front_end());

  /// Appends to `out` what these samples settle: all outputs but the last 16 or so.
  void push(const float* samples, std::size_t count, SampleHistory& out);

  /// Appends the rest. Afterwards only reset() may be called.
  void finish(SampleHistory& out);
  void reset();

 private:
  void run_passes(SampleHistory& out, std::int64_t even_limit, std::int64_t odd_limit);

  const FrontEndTable* kernels_;
  std::array<float, kHalfbandTaps> taps_;
  std::int64_t pushed_ = 0;
  // Even and odd samples apart, for then every pass reads and writes neighbours.
  SampleHistory even_in_, odd_in_;
  SampleHistory even_mid_, odd_mid_;
  std::int64_t even_done_ = 0, odd_done_ = 0, out_done_ = 0;
};

}  // namespace divisi::features
