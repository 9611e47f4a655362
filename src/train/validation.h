/// How good the network is on a validation set.
#pragma once

#include <vector>

#include "train/architecture.h"
#include "train/clip_set.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

struct ValidationResult {
  double loss = 0.0;
  std::vector<double> loss_parts;  ///< in the order of Architecture::loss_names()
  std::vector<Figure> figures;
  double score = 0.0;  ///< what Recipe::monitor asks to follow; more is better
};

ValidationResult validate(const Architecture& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device);

}  // namespace divisi::train
