/// The losses of a recipe's heads together.
#pragma once

#include <string>
#include <vector>

#include "cerberus/crop_batch.h"
#include "cerberus/recipe.h"
#include "cerberus/torch_cerberus_ops.h"
#include "train/note_loss.h"

namespace divisi::cerberus {

/// "clustering", "separation", "transcription": the parts of every objective.
std::vector<std::string> objective_names();

/// The weighted sum, and the parts without weights, the clustering loss without its floor; 0 for
/// heads that are not there.
train::Loss objective(const models::CerberusOutputs<torch::Tensor>& said, const CropBatch& truth,
                      const LossRecipe& recipe);

/// How hard each weighted part pulls at the trunk's output: lengths of gradients. `said` must have
/// been computed with gradients.
std::vector<double> pulls(const models::CerberusOutputs<torch::Tensor>& said,
                          const CropBatch& truth, const LossRecipe& recipe);

}  // namespace divisi::cerberus
