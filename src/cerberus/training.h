/// Cerberus from pieces with stems to weights: resumable at any moment, with identical
/// continuation, as all training here (train/step_loop.h).
///
/// Errors    those of train::train_network() and of load_crops(); invalid_argument when the weights
///           that a run begins with are of other instruments than the recipe's first ones; throws
///           c10::Error as libtorch does.
#pragma once

#include <functional>
#include <string>

#include "cerberus/recipe.h"
#include "divisi/error.h"
#include "train/trainer.h"

namespace divisi::cerberus {

/// To the recipe's last step, going on from the run directory's checkpoint if there is one. Stems
/// at 16 kHz are kept beside the pieces (cerberus/stem_file.h). Writes weights.dvw and, of the best
/// validation so far, weights_best.dvw: without the clustering head where there are masks without
/// it, with the thresholds that validation chose.
Expected<void> train_cerberus(const CerberusRecipe& recipe, const train::TrainOptions& options,
                              const std::function<void(const std::string&)>& log);

}  // namespace divisi::cerberus
