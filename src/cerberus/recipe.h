/// A training run of Cerberus as data.
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/cerberus_net.h"

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

/// When a crop is taken (data/stem_activity.h), and what is made of it.
struct CropRecipe {
  int frames = 313;             ///< of 16 ms
  double lowest_dbfs = -40.0;   ///< a stem sounds where it is louder
  double least_sounding = 0.5;  ///< share of a crop in which every stem does
  int least_onsets = 4;         ///< of every pitched stem in a crop
  int least_velocity = 31;      ///< of notes in rolls
  double gain_db = 0.0;         ///< crops are made up to so much louder or softer in training
};

struct CerberusRecipe {
  std::string name = "cerberus";
  std::string model = models::kCerberusNetName;
  std::uint64_t seed = 1;
  models::CerberusNetSpec network;
  LossRecipe loss;
  CropRecipe crops;
  int batch_items = 24;
  int steps = 100000;
  int warmup_steps = 500;
  int decay_steps = 40000;  ///< the last ones, down to zero along a half cosine
  double learning_rate = 1e-3;
  double weight_decay = 0.0;
  double gradient_norm = 5.0;  ///< gradients longer than this are shortened; 0: never
  double average_decay = 0.998;
  int validate_every_steps = 1000;
  int validation_crops = 128;
  double checkpoint_every_s = 300.0;
};

Expected<CerberusRecipe> read_cerberus_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const CerberusRecipe& recipe);

}  // namespace divisi::cerberus
