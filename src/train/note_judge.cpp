#include <algorithm>

#include "train/architecture.h"

namespace divisi::train {
namespace {

/// Cells counted by probability: precision and recall at each of 1000 thresholds.
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

class NoteJudge final : public Judge {
 public:
  void add(const torch::Tensor& outputs, const torch::Tensor& targets) override {
    const torch::Tensor probability = torch::sigmoid(outputs);
    onset_.add(probability.select(3, 0), targets.select(3, 0));
    frame_.add(probability.select(3, 1), targets.select(3, 1));
  }

  std::vector<Figure> figures() const override {
    return {{"frame_ap", frame_.average_precision()},
            {"onset_ap", onset_.average_precision()},
            {"frame_f1", frame_.best_f1()}};
  }

  double score() const override {
    return 0.5 * (frame_.average_precision() + onset_.average_precision());
  }

 private:
  ScoreHistogram onset_, frame_;
};

}  // namespace

std::unique_ptr<Judge> make_note_judge() { return std::make_unique<NoteJudge>(); }

}  // namespace divisi::train
