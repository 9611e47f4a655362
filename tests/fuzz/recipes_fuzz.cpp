// Any bytes as a recipe of any kind: what is accepted can be written down and is accepted again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "memory_file.h"
#include "models/drum_model.h"
#include "models/note_model.h"
#include "models/published_backbone.h"
#include "models/timbre_net.h"
#include "synth/recipe.h"
#include "timbre/encoder_recipe.h"
#include "timbre/note_memory_recipe.h"
#include "train/recipe.h"
#include "train/trainable_models.h"

// src/train/architecture.cpp needs libtorch, which clang 14 cannot compile.
std::vector<std::string> divisi::train::trainable_models() {
  return {models::kNoteNetName, models::kPublishedBackboneName, models::kTimbreNetName,
          models::kDrumNetName};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using divisi::fuzz::MemoryFile;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const MemoryFile file(text);
  (void)divisi::synth::parse_recipe(text, "fuzz.json");
  if (const auto recipe = divisi::train::read_recipe(file.path())) {
    if (!divisi::train::read_recipe(MemoryFile(divisi::train::recipe_to_json(*recipe)).path()))
      std::abort();
  }
  if (const auto recipe = divisi::timbre::read_encoder_recipe(file.path())) {
    const MemoryFile written(divisi::timbre::to_json(*recipe));
    if (!divisi::timbre::read_encoder_recipe(written.path())) std::abort();
  }
  if (const auto recipe = divisi::timbre::read_note_memory_recipe(file.path())) {
    const MemoryFile written(divisi::timbre::recipe_to_json(*recipe));
    if (!divisi::timbre::read_note_memory_recipe(written.path())) std::abort();
  }
  return 0;
}
