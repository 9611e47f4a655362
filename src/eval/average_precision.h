/// How well probabilities rank what is there above what is not, whatever the threshold.
///
/// Source    Area under the steps of the precision-recall curve (Manning, Raghavan and Schuetze
///           2008, section 8.4; the form of scikit-learn's average_precision_score). "Micro": all
///           cells of a clip, all pitches together, are one list. Equal scores are one step.
/// Shapes    scores and truth [N], any order.
/// Cost      O(N log N), 16 N bytes.
/// Thread    safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace divisi::eval {

/// What counts as found when everything scored `threshold` or more is taken.
struct CurvePoint {
  double threshold = 0.0;
  double precision = 0.0;
  double recall = 0.0;
};

struct RankingScores {
  double average_precision = 0.0;
  double best_f1 = 0.0;           ///< over all thresholds: an upper bound, not a result
  double best_threshold = 0.0;    ///< the highest that reaches it
  std::vector<CurvePoint> curve;  ///< one point for each distinct score, thresholds falling
};

/// Without any true cell the ranking is not defined: all 0 and no curve.
/// Requires: as many scores as truths; no score is NaN.
RankingScores rank_cells(std::span<const float> scores, std::span<const std::uint8_t> truth);

/// The curve at given thresholds (any order): the last point that is not below each; precision 1
/// and recall 0 above all scores.
std::vector<CurvePoint> sample_curve(const std::vector<CurvePoint>& curve,
                                     const std::vector<double>& thresholds);

}  // namespace divisi::eval
