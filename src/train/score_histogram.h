/// How well a threshold tells positive cells from others, at every threshold.
///
/// Cells are counted by probability: precision and recall at each of 1000 thresholds.
/// Shapes    probability and target of any one shape; positive where the target is at least 0.5.
#pragma once

#include <algorithm>
#include <utility>

#include <torch/torch.h>

namespace divisi::train {

class ScoreHistogram {
 public:
  void add(const torch::Tensor& probability, const torch::Tensor& target) {
    const torch::Tensor bins = (probability * (kBins - 1)).to(torch::kLong).flatten();
    const torch::Tensor positive = (target >= 0.5).to(torch::kDouble).flatten();
    positive_ += torch::bincount(bins, positive, kBins);
    all_ += torch::bincount(bins, {}, kBins);
  }

  /// Area under precision over recall, by steps; and the best F1 on the way.
  double average_precision() const { return sweep().first; }
  double best_f1() const { return sweep().second; }

 private:
  static constexpr int kBins = 1000;

  std::pair<double, double> sweep() const {
    const double total = positive_.sum().item<double>();
    if (total == 0.0) return {0.0, 0.0};
    double hits = 0.0, found = 0.0, area = 0.0, best = 0.0;
    for (int b = kBins; b-- > 0;) {
      const double new_hits = positive_[b].item<double>();
      hits += new_hits;
      found += static_cast<double>(all_[b].item<std::int64_t>());
      if (found == 0.0) continue;
      area += new_hits / total * (hits / found);
      best = std::max(best, 2.0 * hits / (found + total));
    }
    return {area, best};
  }

  torch::Tensor positive_ = torch::zeros({kBins}, torch::kDouble);
  torch::Tensor all_ = torch::zeros({kBins}, torch::kLong);
};

}  // namespace divisi::train
