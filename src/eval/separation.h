/// How well one source was separated: distortion, interference of the other sources, artefacts.
///
/// Our tables use the scale-invariant figures: those of the toolkit that the paper's authors wrote
/// and measured with, so that absolute values stand beside theirs. The figures of BSS Eval, which
/// forgive a filter of 512 taps, are here to compare with older work.
///
/// Source    scale-invariant: Le Roux, Wisdom, Erdogan, Hershey 2019 ("SDR - half-baked or well
///           done?"), equations 5 to 7, means removed first. With t = a s the target, a =
///           <e,s>/|s|^2, and r = e - t: SI-SDR = |t|^2/|r|^2; i is r's projection on the span of
///           all references, SI-SIR = |t|^2/|i|^2, SI-SAR = |t|^2/|r - i|^2. BSS Eval: Vincent,
///           Gribonval, Fevotte 2006, version 3 of the toolbox (bss_eval_sources; as
///           mir_eval.separation computes it): references may be delayed by 0 to 511 samples.
/// Units     decibels, held within +-100 (Deviates: silence and perfection would be infinite).
/// Shapes    signals [N], all of one length.
/// Thread    const-safe.
#pragma once

#include <span>
#include <vector>

#include "eval/span_energy.h"

namespace divisi::eval {

using Samples = std::span<const float>;

inline constexpr double kMostDecibels = 100.0;

struct SeparationFigures {
  double sdr_db = 0.0;
  double sir_db = 0.0;
  double sar_db = 0.0;
};

/// 10 log10(numerator / denominator), within +-kMostDecibels; of nothing to anything the least.
double ratio_db(double numerator, double denominator);

/// The first of the scale-invariant figures alone. The least where either signal is constant.
double si_sdr_db(Samples estimate, Samples reference);

/// Against several references at once. Requires: they outlive this.
class ScaleInvariantFigures {
 public:
  explicit ScaleInvariantFigures(std::vector<Samples> references);
  /// What `estimate` says of reference `index`.
  SeparationFigures score(Samples estimate, std::size_t index) const;

 private:
  std::vector<Samples> references_;
  std::vector<double> means_;
  std::vector<double> gram_;  ///< [reference, reference], means removed
  SpanEnergy span_;
};

/// Cost      for R references of N samples R^2 * N * 512 / 2 + (512 R)^3 / 6 once, R * N * 512 for
///           each estimate: for five of half a minute some ten seconds.
class BssEvalFigures {
 public:
  explicit BssEvalFigures(std::vector<Samples> references, std::size_t taps = 512);
  /// [reference]: what `estimate` says of each.
  std::vector<SeparationFigures> score(Samples estimate) const;

 private:
  std::vector<Samples> references_;
  std::size_t taps_;
  SpanEnergy all_;                 ///< the span of all, delayed
  std::vector<SpanEnergy> alone_;  ///< of each
};

}  // namespace divisi::eval
