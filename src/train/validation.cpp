#include "train/validation.h"

#include <algorithm>

#include "train/batch.h"

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

}  // namespace

ValidationResult validate(const Architecture& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device) {
  const torch::NoGradGuard no_gradient;
  net->eval();
  ScoreHistogram frame, onset;
  torch::Tensor parts;
  double loss = 0.0;
  double batches = 0.0;
  const std::vector<Segment> segments = even_segments(set, recipe, recipe.validation_segments);
  const auto per_batch = static_cast<std::size_t>(recipe.batch_items);
  for (std::size_t i = 0; i < segments.size(); i += per_batch) {
    const auto first = segments.begin() + static_cast<long>(i);
    const auto last =
        segments.begin() + static_cast<long>(std::min(segments.size(), i + per_batch));
    const Batch batch = make_batch(set, {first, last}, architecture, recipe, nullptr);
    const torch::Tensor logits =
        inner_frames(architecture.forward(net, batch.features.to(device)), recipe).to(torch::kCPU);
    const torch::Tensor targets = inner_frames(batch.targets, recipe);
    const Loss part = architecture.loss(logits, targets);
    loss += part.total.item<double>();
    parts = parts.defined() ? parts + part.parts : part.parts;
    batches += 1.0;
    const torch::Tensor probability = torch::sigmoid(logits);
    frame.add(probability.select(3, kFrameOutput), targets.select(3, kFrameOutput));
    onset.add(probability.select(3, kOnsetOutput), targets.select(3, kOnsetOutput));
  }
  const torch::Tensor mean_parts = (parts / batches).to(torch::kFloat32).contiguous();
  const float* values = mean_parts.data_ptr<float>();
  return {loss / batches,
          {values, values + mean_parts.numel()},
          frame.average_precision(),
          onset.average_precision(),
          frame.best_f1()};
}

}  // namespace divisi::train
