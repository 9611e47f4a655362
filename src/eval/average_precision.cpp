#include "eval/average_precision.h"

#include <algorithm>
#include <numeric>

#include "core/check.h"
#include "eval/counts.h"

namespace divisi::eval {
namespace {

struct Cell {
  float score = 0.0F;
  std::uint8_t is_true = 0;
};

std::vector<Cell> cells_by_falling_score(std::span<const float> scores,
                                         std::span<const std::uint8_t> truth) {
  std::vector<Cell> cells(scores.size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {scores[i], truth[i]};
  std::sort(cells.begin(), cells.end(),
            [](const Cell& a, const Cell& b) { return a.score > b.score; });
  return cells;
}

}  // namespace

RankingScores rank_cells(std::span<const float> scores, std::span<const std::uint8_t> truth) {
  DIVISI_CHECK(scores.size() == truth.size(), "one score for each cell");
  RankingScores result;
  const auto total =
      static_cast<double>(std::count_if(truth.begin(), truth.end(), [](auto t) { return t != 0; }));
  if (total == 0.0) return result;
  const std::vector<Cell> cells = cells_by_falling_score(scores, truth);
  double found = 0.0;
  double recall_before = 0.0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    found += cells[i].is_true != 0 ? 1.0 : 0.0;
    if (i + 1 < cells.size() && cells[i + 1].score == cells[i].score) continue;
    const CurvePoint point{cells[i].score, found / static_cast<double>(i + 1), found / total};
    result.average_precision += (point.recall - recall_before) * point.precision;
    recall_before = point.recall;
    const double f1 = f1_of(point.precision, point.recall);
    if (f1 > result.best_f1 || result.curve.empty()) {
      result.best_f1 = f1;
      result.best_threshold = point.threshold;
    }
    result.curve.push_back(point);
  }
  return result;
}

std::vector<CurvePoint> sample_curve(const std::vector<CurvePoint>& curve,
                                     const std::vector<double>& thresholds) {
  std::vector<CurvePoint> samples;
  for (const double threshold : thresholds) {
    const auto after =
        std::partition_point(curve.begin(), curve.end(),
                             [&](const CurvePoint& point) { return point.threshold >= threshold; });
    CurvePoint sample = after == curve.begin() ? CurvePoint{threshold, 1.0, 0.0} : *(after - 1);
    sample.threshold = threshold;
    samples.push_back(sample);
  }
  return samples;
}

}  // namespace divisi::eval
