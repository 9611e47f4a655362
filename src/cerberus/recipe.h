/// A training run of Cerberus as data.
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/cerberus_net.h"
#include "train/step_schedule.h"

namespace divisi::cerberus {

/// total = sum of weight x scale x loss; a weight of 0 is a head that is not there.
struct LossRecipe {
  std::string variant = "classic";  ///< of clustering_losses()
  double clustering = 0.1;          ///< the paper's weights: alpha, beta, gamma
  double separation = 0.1;
  double transcription = 0.8;
  double clustering_scale = 1.0;  ///< what makes losses of different units comparable
  double separation_scale = 1.0;
  double transcription_scale = 1.0;
};

/// When a crop is taken, and what is made of it.
/// Source    the activity filter of Cerberus' training crops (Gardner et al. 2022, appendix: crops
///           at random, kept when every wanted instrument is active); the thresholds are ours, the
///           paper gives none.
struct CropRecipe {
  int frames = 313;             ///< of 16 ms
  double lowest_dbfs = -40.0;   ///< a stem sounds where it is louder
  double least_sounding = 0.5;  ///< share of a crop in which every stem does
  int least_onsets = 4;         ///< in a crop, of every stem but drums
  int least_velocity = 31;      ///< of notes in rolls
  double gain_db = 0.0;         ///< crops are made up to so much louder or softer in training
  double stem_gain_db = 0.0;    ///< and each of their stems, for itself
  double remixed = 0.0;         ///< share of crops in training whose stems are each of another one
};

struct CerberusRecipe {
  std::string name = "cerberus";
  std::string model = models::kCerberusNetName;
  std::uint64_t seed = 1;
  std::string precision = "float32";  ///< of products of matrices, or "bfloat16"
  models::CerberusNetSpec network;
  LossRecipe loss;
  CropRecipe crops;
  train::StepSchedule schedule = {.batch_items = 24,
                                  .steps = 100000,
                                  .warmup_steps = 500,
                                  .decay_steps = 40000,
                                  .learning_rate = 1e-3,
                                  .weight_decay = 0.0,
                                  .validate_every_steps = 1000,
                                  .checkpoint_every_s = 300.0};
  double gradient_norm = 5.0;  ///< gradients longer than this are shortened; 0: never
  int validation_crops = 128;
};

Expected<CerberusRecipe> read_cerberus_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const CerberusRecipe& recipe);

}  // namespace divisi::cerberus
