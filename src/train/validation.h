/// How good the network is on a validation set, cell by cell.
#pragma once

#include <vector>

#include "train/architecture.h"
#include "train/clip_set.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

struct ValidationResult {
  double loss = 0.0;
  std::vector<double> output_losses;     ///< in the order of Architecture::output_names()
  double frame_average_precision = 0.0;  ///< over cells; positive where the target is >= 0.5
  double onset_average_precision = 0.0;
  double frame_best_f1 = 0.0;

  /// What Recipe::monitor asks to follow; more is better.
  double score(const Recipe& recipe) const {
    return recipe.monitor == "loss" ? -loss
                                    : 0.5 * (frame_average_precision + onset_average_precision);
  }
};

ValidationResult validate(const Architecture& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device);

}  // namespace divisi::train
