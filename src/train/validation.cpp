#include "train/validation.h"

#include <algorithm>

#include "train/batch.h"

namespace divisi::train {

ValidationResult validate(const Architecture& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device) {
  const torch::NoGradGuard no_gradient;
  net->eval();
  const std::unique_ptr<Judge> judge = architecture.judge();
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
    const Outputs outputs = to_device(
        inner_frames(architecture.forward(net, batch.features.to(device)), recipe), torch::kCPU);
    const Targets targets = inner_frames(batch.targets, recipe);
    const Loss part = architecture.loss(outputs, targets);
    loss += part.total.item<double>();
    parts = parts.defined() ? parts + part.parts : part.parts;
    batches += 1.0;
    judge->add(outputs, targets);
  }
  const torch::Tensor mean_parts = (parts / batches).to(torch::kFloat32).contiguous();
  const float* values = mean_parts.data_ptr<float>();
  return {loss / batches,
          {values, values + mean_parts.numel()},
          judge->figures(),
          recipe.monitor == "loss" ? -loss / batches : judge->score()};
}

}  // namespace divisi::train
