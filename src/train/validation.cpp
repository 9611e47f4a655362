#include "train/validation.h"

#include <algorithm>
#include <array>

#include "train/batch.h"
#include "train/note_loss.h"

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

ValidationResult validate(const models::NoteNet& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device) {
  const torch::NoGradGuard no_gradient;
  net->eval();
  TorchOps ops(net);
  ScoreHistogram frame, onset;
  torch::Tensor parts = torch::zeros({models::kNoteOutputs});
  double loss = 0.0;
  int batches = 0;
  const std::vector<Segment> segments = even_segments(set, recipe, recipe.validation_segments);
  for (std::size_t i = 0; i < segments.size(); i += static_cast<std::size_t>(recipe.batch_items), ++batches) {
    const std::size_t end = std::min(segments.size(), i + static_cast<std::size_t>(recipe.batch_items));
    const Batch batch = make_batch(set, {segments.begin() + static_cast<long>(i), segments.begin() + static_cast<long>(end)},
                                   recipe, nullptr);
    const auto inner = [&](const torch::Tensor& x) {
      return x.slice(1, recipe.margin_frames, x.size(1) - recipe.margin_frames);
    };
    const torch::Tensor logits = inner(models::run_note_net(architecture, ops, batch.features.to(device))).to(torch::kCPU);
    const torch::Tensor targets = inner(batch.targets);
    const NoteLoss part = note_loss(logits, targets, recipe.loss);
    loss += part.total.item<double>();
    parts += part.parts;
    const torch::Tensor probability = torch::sigmoid(logits);
    frame.add(probability.select(3, models::kFrame), targets.select(3, models::kFrame));
    onset.add(probability.select(3, models::kOnset), targets.select(3, models::kOnset));
  }
  parts /= batches;
  return {loss / batches,
          parts[0].item<double>(), parts[1].item<double>(), parts[2].item<double>(), parts[3].item<double>(),
          frame.average_precision(), onset.average_precision(), frame.best_f1()};
}

}  // namespace divisi::train
