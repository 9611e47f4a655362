/// What only slot networks are asked (a part of train/recipe.h).
#pragma once

#include <string>

#include "models/slot_net.h"

namespace divisi::train {

/// Weights of the losses of train/slot_loss.h; 0 switches one off.
struct SlotLossRecipe {
  double mixture = 1.0;
  double pitch = 1.0;
  double joined = 0.5;  ///< of the union
  double activity = 0.2;
  double inactive = 0.2;
  double timbre = 0.2;
  double polyphony = 0.1;
  double slot_polyphony = 0.05;
};

struct SlotRecipe {
  models::SlotNetSpec network;
  std::string targets = "sources";     ///< or "families": brass, keyboards, strings, woodwinds
  std::string matching = "hungarian";  ///< "fixed": slot k is target k; "none": no slot losses
  double matching_cosine = 0.1;        ///< of timbre, beside the pitch maps' cross-entropy
  int most_sources = 8;                ///< S: of those beyond it, only the mixture tells
  SlotLossRecipe loss;
};

}  // namespace divisi::train
