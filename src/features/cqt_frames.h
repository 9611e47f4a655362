/// The fast constant-Q transform of a group of frames.
///
/// A bin's kernel is a window times a sinusoid, so about the middle of its window the real part is
/// even and the imaginary part odd. Adding and subtracting the samples at equal distances first
/// halves the multiplications: C = e^{iφ} Σ w_j (cos(ω d_j)·(x_j + x_-j) + i sin(ω d_j)·(x_j −
/// x_-j)). For odd lengths d_j = j and φ = 0; for even lengths the middle lies between two samples,
/// d_j = j + 1/2, and φ = ω/2 moves the phase's zero to where the definition has it. Sixteen frames
/// go side by side through the vector lanes, so each row is multiplied over its own length only.
///
/// Source    ours; the result is that of features/cqt_reference.h within 1e-5 of the peak.
/// Shapes    out [T, F], F from the lowest bin to the highest.
/// Thread    one thread.   Realtime: yes.   Cost: about F·(mean length) multiply-adds for a frame.
#pragma once

#include <complex>
#include <cstdint>
#include <vector>

#include "features/cqt_spec.h"
#include "features/octave_pyramid.h"

namespace divisi::features {

class CqtFrames {
 public:
  explicit CqtFrames(const CqtPlan& plan, const FrontEndTable& kernels = active_front_end());
  CqtFrames(CqtFrames&&) = default;  // blocks point into weights, which moves but does not copy
  CqtFrames& operator=(CqtFrames&&) = default;

  /// Number of frames from the start whose samples are all there.
  std::int64_t ready_frames(const OctavePyramid& pyramid) const;

  /// Requires: 1 <= count <= kGroupFrames; frames first .. first + count - 1 are ready.
  void transform(const OctavePyramid& pyramid, std::int64_t first, int count,
                 std::complex<float>* out);

  /// First sample of `level` that frame `frame` or a later one needs; the largest index if none is.
  std::int64_t first_needed(int level, std::int64_t frame) const;

  const CqtPlan& plan() const { return plan_; }

 private:
  /// Rows of one octave as the kernels want them.
  struct FoldedRows {
    std::vector<FoldedBlock> blocks;
    std::vector<nn::AlignedFloats> weights;
    std::vector<int> bins;  ///< of each slot; -1 where a block is not full
    std::vector<std::complex<float>> rotations;
  };

  static FoldedRows fold_rows(const OctavePlan& octave, Window window);
  static void add_block(const OctavePlan& octave, Window window, const std::vector<int>& bins,
                        FoldedRows& rows);
  void scatter(const FoldedRows& rows, int count, std::complex<float>* out) const;

  CqtPlan plan_;
  const FrontEndTable* kernels_;
  std::vector<FoldedRows> matrices_;
  std::vector<std::size_t> matrix_of_octave_;  ///< with gamma 0 all octaves share one
  nn::AlignedFloats columns_, sums_, differences_, results_;
};

}  // namespace divisi::features
