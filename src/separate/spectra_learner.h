/// What each component sounds like in this recording, learned from the recording itself.
///
/// Every 431 frames of levels, 20 s of windows that overlap by half, are factorised with the
/// spectra known so far, and what they say of each spectrum is added to what earlier stretches
/// said. The residual's spectrum is not learned: it would become that of the notes that are
/// missing, and take from those that are there. Memory is that of one block, whatever the length.
///
/// Source    Ewert & Mueller 2012 (components.h); Lee & Seung's rules (gain_fit.h); sums carried
///           from block to block: Lefevre, Bach & Fevotte, "Online algorithms for nonnegative
///           matrix factorization with the Itakura-Saito divergence" (WASPAA 2011),
///           here for the Kullback-Leibler divergence and without forgetting.
/// Shapes    levels [T, kBands] -> spectra [components][kBands], amplitudes that add up to 1.
/// Errors    none.   Thread    one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "separate/components.h"

namespace divisi::separate {

class SpectraLearner {
 public:
  /// `components`, in the time of `frames`, must outlive this.
  SpectraLearner(Components& components, const FrameGrid& frames);

  /// Takes levels from the start of `levels`, as many whole blocks as there are, and removes them.
  void learn(std::vector<float>& levels);

  /// Learns the rest. What never sounded keeps the spectrum that was expected.
  std::vector<BandProfile> finish(const std::vector<float>& levels);

 private:
  void learn_block(const float* levels, std::size_t frames);
  std::vector<std::vector<Sounding>> begin_block(const float* levels, std::size_t frames);
  void collect(const float* level, const std::vector<Sounding>& sounding);
  /// What this block says of a spectrum, added to what others said.
  BandProfile said_of(std::size_t component) const;

  Components& components_;
  FrameGrid frames_;
  std::int64_t frames_learned_ = 0;
  std::vector<BandProfile> spectra_;
  std::vector<BandProfile> evidence_;  ///< of the blocks before: sums of gain * spectrum * ratio
  std::vector<BandProfile> found_;     ///< of this block: sums of gain * ratio
  BandProfile ratio_{};
};

}  // namespace divisi::separate
