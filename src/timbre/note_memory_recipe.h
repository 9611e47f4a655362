/// A training run of the memory over notes as data (models/note_memory.h).
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/note_memory.h"

namespace divisi::timbre {

/// What a note is given by the notes around it. All but the first are controls: what a memory must
/// beat.
enum class Recall {
  associative,  ///< attention: what ships
  constant,     ///< the same for every note, whatever is asked
  last_notes,   ///< the mean of the eight notes before it
};

struct NoteMemoryRecipe {
  std::string name = "memory";
  std::string model = models::kNoteMemoryName;
  std::uint64_t seed = 1;
  std::string recall = "associative";  ///< constant, last_notes
  models::NoteMemorySpec network;
  int batch_items = 8;  ///< pieces in a step
  int crop_notes = 200;
  double most_dropped = 0.2;  ///< share of a piece's notes, uniform from 0
  int most_transposed = 6;    ///< semitones up or down
  double slowest = 0.7;       ///< factor of all times
  double fastest = 1.4;
  int steps = 4000;
  int warmup_steps = 200;
  int decay_steps = 2000;
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  double average_decay = 0.998;
  int validate_every_steps = 250;
  double checkpoint_every_s = 60.0;

  Recall what_is_recalled() const;
};

Expected<NoteMemoryRecipe> read_note_memory_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const NoteMemoryRecipe& recipe);

}  // namespace divisi::timbre
