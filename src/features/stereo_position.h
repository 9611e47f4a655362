/// Where each pitch sounds between left and right: from the constant-Q energies of both channels.
///
/// position = (E_left - E_right) / (E_left + E_right) over the bins of the pitch's fundamental,
/// negated: -1 is left, 1 is right, 0 the middle or silence.
///
/// Idea      With m and s the transforms of (left + right) / 2 and (left - right) / 2, E_left -
///           E_right = 4 Re(m s*) and E_left + E_right = 2 (|m|^2 + |s|^2). The networks hear m
///           anyway, so that one more transform is enough. Only the fundamental is looked at:
///           partials are shared with other notes more often.
/// Source    ours.
/// Shapes    rows [T, P], P pitches from the feature grid's lowest.
/// Errors    none: the spec is one that FeatureExtractor took.
/// Thread    one thread. Memory is bounded by what is held between forget_before() calls.
/// Cost      one constant-Q transform of the side signal at every other frame, whose positions hold
///           for the next one too; next to nothing while the channels are the same.
#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <vector>

#include "features/cqt_bank.h"
#include "features/feature_extractor.h"

namespace divisi::features {

class StereoPosition {
 public:
  /// Looks at the first map of `spec`.
  explicit StereoPosition(const FeatureSpec& spec);

  /// The next samples of the side signal; before the same ones' middle goes to the extractor.
  void push_side(const float* samples, std::size_t count);
  /// No more come; before the extractor's finish().
  void finish_side();
  /// What the extractor made of the middle (FeatureExtractor::watch).
  void take_middle(const CqtBankBlock& middle);

  /// [P] of a frame that take_middle() has seen and that is not forgotten.
  const float* row(std::int64_t frame) const;
  void forget_before(std::int64_t frame);
  int pitch_count() const { return pitch_count_; }

 private:
  void begin();
  CqtBankSink keep_side();
  const std::complex<float>* side_of(std::int64_t side_frame) const;
  void compare(const std::complex<float>* middle, const std::complex<float>* side);
  void repeat_last_row();

  CqtSpec spec_;  ///< of the side: a longer hop
  CqtBank bank_;
  int bins_for_pitch_;
  int pitch_count_;
  std::int64_t same_samples_ = 0;  ///< with which left and right begin alike
  bool has_begun_ = false;
  std::int64_t bank_start_ = 0;            ///< frame of the side that is the bank's first
  std::int64_t first_side_ = 0;            ///< frame of the side that `side_` begins with
  std::vector<std::complex<float>> side_;  ///< [frames, bins], not yet met by the middle
  std::int64_t first_row_ = 0;
  std::vector<float> rows_;      ///< [frames, P]
  std::vector<float> last_row_;  ///< [P]
};

}  // namespace divisi::features
