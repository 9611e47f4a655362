/// A training run of the share network as data (models/share_net.h).
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/share_net.h"
#include "train/recipe.h"
#include "train/step_schedule.h"

namespace divisi::shares {

struct ShareRecipe {
  std::string name = "shares";
  std::string model = models::kShareNetName;
  std::uint64_t seed = 1;
  models::ShareNetSpec network;
  int frames = 96;             ///< of a stretch that a step learns from
  double loudness_db = 6.0;    ///< levels are up to so much louder or softer than they were
  double unknown_sound = 0.3;  ///< share of parts whose kind is not told
  double gradient_norm = 2.0;  ///< gradients longer than this are shortened; 0: never
  train::StepSchedule schedule = {.batch_items = 8,  // stretches
                                  .steps = 4000,
                                  .warmup_steps = 100,
                                  .decay_steps = 2000,
                                  .learning_rate = 3e-3,
                                  .weight_decay = 0.01,
                                  .average_decay = 0.995,
                                  .validate_every_steps = 250};
};

Expected<ShareRecipe> read_share_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const ShareRecipe& recipe);

}  // namespace divisi::shares
