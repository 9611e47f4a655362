#include "train/architecture.h"

#include <utility>

#include "core/check.h"
#include "models/drum_model.h"
#include "models/published_model.h"
#include "models/slot_net.h"
#include "models/timbre_net.h"
#include "train/trainable_models.h"

namespace divisi::train {
namespace {

using Maker = std::unique_ptr<Architecture> (*)(const Recipe&);

const std::vector<std::pair<const char*, Maker>> kMakers = {
    {models::kNoteNetName, make_note_architecture},
    {models::kPublishedBackboneName, make_published_architecture},
    {models::kTimbreNetName, make_timbre_architecture},
    {models::kDrumNetName, make_drum_architecture},
    {models::kSlotNetName, make_slot_architecture},
};

}  // namespace

std::unique_ptr<Architecture> make_architecture(const Recipe& recipe) {
  for (const auto& [name, make] : kMakers) {
    if (recipe.model == name) return make(recipe);
  }
  DIVISI_CHECK(false, "a recipe names a model that can be trained");
  return nullptr;
}

std::vector<std::string> trainable_models() {
  std::vector<std::string> names;
  for (const auto& [name, make] : kMakers) names.emplace_back(name);
  return names;
}

}  // namespace divisi::train
