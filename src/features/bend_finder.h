/// How far a sounding pitch lies from its key, frame by frame: where its harmonics are.
///
/// Problem   Notes are keys; singers, strings and winds slide to them and swing around them. The
///           note network says which key, not where between two.
/// Idea      Harmonics move together on a logarithmic axis. For each deviation from the key, what
///           lies at the harmonics there is added up, and the greatest sum wins, less a little for
///           every step away from the key: others' harmonics lie there, too. So what is far from
///           the key and broad, as low tones are, may come out 17 cents too near.
/// Source    Sums over harmonics as in Klapuri 2006 and Salamon & Gomez 2012 (II-C: weights that
///           fall with the number), here on constant-Q bins; the numbers are ours, chosen on
///           rendered clips alone (docs/evaluation.md, "Bends").
/// Shapes    a frame of features [F, M], of whose maps the first is read.
/// Units     cents, within kMostBend_cents of the key.
/// Errors    none.
/// Thread    const-safe.   Realtime: bend_of() allocates nothing.
/// Cost      some 1,500 multiplications for each pitch asked for, F exponentials a frame.
#pragma once

#include <array>
#include <vector>

#include "divisi/grid.h"
#include "features/feature_extractor.h"

namespace divisi::features {

class BendFinder {
 public:
  /// `spec` as at 440 Hz, for features in any tuning. Requires: what FeatureExtractor requires, and
  /// whole bins for each semitone.
  BendFinder(const FeatureSpec& spec, const PitchGrid& pitches);

  /// A frame of features as bend_of() reads it.
  void hear(const float* cells, std::vector<float>& heard) const;

  /// Of pitch p (0: the lowest) in a frame that was heard; 0 where nothing sounds.
  float bend_of(const std::vector<float>& heard, int pitch) const;

 private:
  static constexpr int kStepsEachSide = 12;
  static constexpr int kSteps = 2 * kStepsEachSide + 1;

  /// How a harmonic is read at one deviation: four bins and their weights.
  struct Reading {
    int first_bin;  ///< from the pitch's own
    std::array<float, 4> weights;
  };
  struct Harmonic {
    std::array<Reading, kSteps> at;
    int last_bin;  ///< that is read, from the pitch's own
  };
  static Harmonic harmonic_at(double bins_above, double bins_per_step, double weight);

  int bin_count_, map_count_;
  int bins_per_semitone_;
  int lowest_bin_;  ///< the last that is not above the lowest pitch
  float nepers_;    ///< of a feature of 1, under the root
  std::vector<Harmonic> harmonics_;
};

}  // namespace divisi::features
