/// Follows the validation score: when weights are the best so far, when the learning rate falls,
/// and when it is time to stop.
///
/// Source    Plateau as libtorch's ReduceLROnPlateau: after more than `patience` validations
/// without
///           improvement the rate is multiplied by `factor`, and the count starts anew.
#pragma once

#include <limits>

#include "train/recipe.h"

namespace divisi::train {

struct Monitor {
  double best_score = -std::numeric_limits<double>::infinity();
  int validations_since_best = 0;
  int validations_on_plateau = 0;
  double rate_factor = 1.0;

  /// Takes in a score, of which more is better. True if it is the best so far.
  bool validated(double score, const PlateauRecipe& plateau) {
    if (score > best_score) {
      best_score = score;
      validations_since_best = validations_on_plateau = 0;
      return true;
    }
    ++validations_since_best;
    if (++validations_on_plateau > plateau.patience) {
      validations_on_plateau = 0;
      rate_factor *= plateau.factor;
    }
    return false;
  }

  bool should_stop(const Recipe& recipe) const {
    return recipe.stop_after_validations > 0 &&
           validations_since_best >= recipe.stop_after_validations;
  }
};

}  // namespace divisi::train
