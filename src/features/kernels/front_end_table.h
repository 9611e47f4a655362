/// What the front end's vector kernels are asked to do, in plain types, and their entry points.
///
/// As in src/nn/kernels: the kernel source is compiled once for each instruction set and includes
/// no standard class. These kernels may fuse multiplication and addition, so two instruction sets
/// agree to rounding (tests/features/kernels_test.cpp), not to the bit.
#pragma once

#include <cstddef>

namespace divisi::features {

/// Frames that are worked on side by side, one in each lane.
inline constexpr int kGroupFrames = 16;
/// Rows whose taps are interleaved.
inline constexpr int kBlockRows = 6;
/// Distinct non-zero taps of the half-band filter.
inline constexpr int kHalfbandTaps = 9;

/// Up to six rows with lengths of the same parity, folded about the middle of their windows, where
/// the real part is even and the imaginary part odd.
struct FoldedBlock {
  bool even_length;
  int tap_count;         ///< of the longest row; the others' missing taps are zero
  const float* weights;  ///< [tap_count, kBlockRows, 2]: real, imaginary
};

/// One octave of up to kGroupFrames frames.
struct OctaveJob {
  const float* samples;  ///< frame 0's centre minus `reach_samples`; reads 3 beyond the last
  std::ptrdiff_t hop_samples;
  int frame_count;
  int reach_samples;
  const FoldedBlock* blocks;  ///< odd lengths first
  int block_count;
  float* columns;      ///< scratch [2 reach + 4, kGroupFrames]
  float* sums;         ///< scratch [reach + 1, kGroupFrames]
  float* differences;  ///< scratch [reach + 1, kGroupFrames]
  float* results;      ///< out [block_count, kBlockRows, 2, kGroupFrames]
};

struct FrontEndTable {
  const char* name;

  /// out[m] = taps[0]·centre[m] + sum over i of taps[1 + i]·(side[m - 1 - i] + side[m + i]).
  /// Reads and writes up to 15 floats beyond `count`.
  void (*halfband)(const float* centre, const float* side, const float* taps, float* out,
                   std::size_t count);

  void (*octave)(const OctaveJob& job);

  /// out[stride·i] = ln(1 + gain·(re[i]² + im[i]²)) · scale, cells interleaved re, im.
  void (*log_energy)(const float* cells, std::size_t count, float gain, float scale, float* out,
                     std::size_t stride);
};

const FrontEndTable& front_end_baseline();
const FrontEndTable& front_end_avx2();
const FrontEndTable& front_end_avx512();

/// The kernels for nn::active_isa(), looked up now.
const FrontEndTable& active_front_end();

}  // namespace divisi::features
