/// A training run of the instrument network as data (models/instrument_net.h).
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/instrument_net.h"
#include "train/recipe.h"
#include "train/step_schedule.h"

namespace divisi::timbre {

/// Which notes a step learns from.
struct PatchRecipe {
  int sources_of_clip = 4;  ///< at most, drawn anew each time
  int notes_of_source = 8;  ///< likewise: who plays chords does not count for more
  int jitter_frames = 1;    ///< onsets lie up to so much beside the truth, as found ones do
  int most_transposed = 0;  ///< semitones up or down: a clip is heard so much higher or lower
  double company = 0.0;     ///< probability that two clips of few sources are heard at once
};

struct InstrumentRecipe {
  std::string name = "instruments";
  std::string model = models::kInstrumentNetName;
  std::uint64_t seed = 1;
  models::InstrumentNetSpec network;
  PatchRecipe patches;
  double label_smoothing = 0.05;  ///< Szegedy et al. 2016, section 7
  double pair_weight = 1.0;       ///< of the loss of timbre, where the network tells it
  double gradient_norm = 2.0;     ///< gradients longer than this are shortened; 0: never
  train::AugmentRecipe augment;
  train::StepSchedule schedule = {.batch_items = 24,  // clips
                                  .steps = 3000,
                                  .warmup_steps = 100,
                                  .decay_steps = 2000,
                                  .learning_rate = 2e-3,
                                  .weight_decay = 0.02,
                                  .average_decay = 0.995,
                                  .validate_every_steps = 500};
};

Expected<InstrumentRecipe> read_instrument_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const InstrumentRecipe& recipe);

}  // namespace divisi::timbre
