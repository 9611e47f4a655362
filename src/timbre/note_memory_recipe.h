/// A training run of the memory over notes as data, or of what tells families by the same layers
/// (models/note_memory.h).
///
/// Errors    as train/recipe.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "models/note_memory.h"
#include "timbre/excerpts.h"
#include "train/step_schedule.h"

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
  ExcerptRanges excerpts;
  train::StepSchedule schedule;

  Recall what_is_recalled() const;
};

Expected<NoteMemoryRecipe> read_note_memory_recipe(const std::filesystem::path& path);
std::string recipe_to_json(const NoteMemoryRecipe& recipe);

}  // namespace divisi::timbre
