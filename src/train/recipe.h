/// A training run as data: everything that decides its result, apart from where the files lie.
///
/// Errors    reading returns invalid_argument naming the file and field; unknown fields are errors,
///           so that a misspelt one is not silently ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/note_model.h"
#include "models/timbre_net.h"
#include "train/slot_recipe.h"

namespace divisi::train {

/// Random changes of the features of each training segment: what recordings differ in.
struct AugmentRecipe {
  double gain_low_db = -18.0;  ///< level, uniform in [low, high]
  double gain_high_db = 6.0;
  double equaliser_db = 5.0;       ///< standard deviation of a smooth curve over frequency
  double noise_probability = 0.5;  ///< share of segments that get a noise floor
  double noise_low_db = -85.0;     ///< its level in each bin relative to a full-scale sine
  double noise_high_db = -45.0;
  /// Share of segments with which another clip sounds, of those that Architecture::may_accompany
  /// lets.
  double company_probability = 0.0;
};

/// Calls `visit(name, field)` for every number. `Part` may be const.
template <class Part, class Visit>
void visit_augment(Part& a, Visit&& visit) {
  visit("gain_low_db", a.gain_low_db);
  visit("gain_high_db", a.gain_high_db);
  visit("equaliser_db", a.equaliser_db);
  visit("noise_probability", a.noise_probability);
  visit("noise_low_db", a.noise_low_db);
  visit("noise_high_db", a.noise_high_db);
  visit("company_probability", a.company_probability);
}

/// Weights of the four binary cross-entropies (models/note_net.h, NoteOutput).
struct LossRecipe {
  double onset = 1.0;
  double frame = 1.0;
  double offset = 0.5;
  double velocity = 0.5;
  double focal_gamma = 0.0;  ///< Lin et al. 2017, eq. 4; 0 is plain cross-entropy
};

/// What only the published network is asked.
struct PublishedRecipe {
  bool quirks = true;  ///< see models/published_backbone.h
  double focal_gamma = 1.0;
  double focal_alpha_onset = 0.06;
  double focal_alpha_frame = 0.2;
  double waveform_noise = 0.0005;  ///< see train/published_features.h
};

/// What only the timbre network is asked.
struct TimbreRecipe {
  models::TimbreNetSpec network;
  double temperature = 0.15;  ///< of the contrast (train/note_contrast.h)
};

/// Learning rate over the steps (train/schedule.h).
struct PlateauRecipe {
  double factor = 1.0;  ///< 1: off
  int patience = 3;     ///< validations without improvement before the rate falls
};

struct Recipe {
  std::string name = "notes";
  std::string model = models::kNoteNetName;  ///< one of trainable_models()
  std::uint64_t seed = 1;
  models::NoteNetSpec network;
  int batch_items = 16;
  int batch_shards = 4;  ///< parts of a batch with batch norms of their own (one thread each)
  int segment_frames = 280;
  int margin_frames = 12;  ///< at both ends of a segment, without loss
  int steps = 4000;
  int warmup_steps = 200;
  int decay_steps = 1500;  ///< the last ones, down to zero along a half cosine
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  double gradient_norm = 5.0;    ///< gradients longer than this are shortened; 0: never
  double average_decay = 0.998;  ///< of the moving average of the weights that is shipped
  int validate_every_steps = 250;
  int validation_segments = 160;
  double checkpoint_every_s = 180.0;
  /// What plateau, early stopping and the choice of the best weights follow: "score" (of the
  /// network's Judge) or "loss".
  std::string monitor = "score";
  int stop_after_validations = 0;  ///< without improvement; 0: go on to the last step
  PlateauRecipe plateau;
  AugmentRecipe augment;
  LossRecipe loss;
  PublishedRecipe published;
  TimbreRecipe timbre;
  SlotRecipe slots;
};

Expected<Recipe> read_recipe(const std::filesystem::path& path);

/// What the field "model" of a recipe of any kind says; empty when there is none, or no such file.
std::string model_of_recipe(const std::filesystem::path& path);

/// The recipe with every default filled in, as JSON: kept in the weights file.
std::string recipe_to_json(const Recipe& recipe);

}  // namespace divisi::train
