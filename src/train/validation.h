/// How good the network is on a validation set, cell by cell.
#pragma once

#include "train/clip_set.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

struct ValidationResult {
  double loss = 0.0;
  double onset_loss = 0.0, frame_loss = 0.0, offset_loss = 0.0, velocity_loss = 0.0;
  double frame_average_precision = 0.0;  ///< over cells; positive where the target is >= 0.5
  double onset_average_precision = 0.0;
  double frame_best_f1 = 0.0;
};

ValidationResult validate(const models::NoteNet& architecture, TorchNet& net, const ClipSet& set,
                          const Recipe& recipe, torch::Device device);

}  // namespace divisi::train
