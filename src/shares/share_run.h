/// Training of the share network: resumable at any moment, with identical continuation.
///
/// Errors    those of the sets, of checkpoints and of weights.
/// Throws    c10::Error as libtorch does.
#pragma once

#include <filesystem>

#include "shares/share_recipe.h"
#include "train/trainer.h"

namespace divisi::shares {

/// `notes_weights` and `timbre_weights` are what notes and parts are found with; empty: built in.
Expected<void> train_shares(const ShareRecipe& recipe, const std::filesystem::path& notes_weights,
                            const std::filesystem::path& timbre_weights,
                            const train::TrainOptions& options, const train::LogLine& log);

}  // namespace divisi::shares
