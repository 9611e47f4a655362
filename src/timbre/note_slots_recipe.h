/// A training run of the slots over notes as data (models/note_slots.h).
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/note_slots.h"
#include "timbre/excerpts.h"
#include "train/step_schedule.h"

namespace divisi::timbre {

struct NoteSlotsRecipe {
  std::string name = "slots";
  std::string model = models::kNoteSlotsName;
  std::uint64_t seed = 1;
  /// Its numbers of an item and of a pair are set to those there are; its reach is fixed.
  models::NoteMemorySpec network = models::note_slots_spec(1, 1);
  double coarsest_logit = 0.5;  ///< slots begin at groups at least so alike, drawn evenly
  double finest_logit = 2.0;
  double validation_logit = 1.2;
  double most_slots_dropped = 0.5;  ///< share of a piece's slots, in one of two excerpts
  double activity_weight = 0.3;     ///< beside the loss of pairs
  ExcerptRanges excerpts = {.crop_notes = 1000, .most_dropped = 0.3};
  train::StepSchedule schedule = {.batch_items = 16,
                                  .steps = 3000,
                                  .warmup_steps = 100,
                                  .decay_steps = 2000,
                                  .learning_rate = 1.5e-3,
                                  .weight_decay = 0.05};
};

Expected<NoteSlotsRecipe> read_note_slots_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const NoteSlotsRecipe& recipe);

}  // namespace divisi::timbre
