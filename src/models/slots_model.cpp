#include "models/slots_model.h"

#include <utility>

#include "models/memory_model.h"

namespace divisi::models {

SlotsModel::SlotsModel(const NoteMemorySpec& spec, LayerWeights weights)
    : net_(spec), weights_(std::move(weights)) {}

Expected<std::optional<SlotsModel>> SlotsModel::load(nn::WeightsFile& file, int item_numbers,
                                                     int relation_numbers) {
  const Expected<std::optional<NoteMemorySpec>> found =
      note_memory_spec_for(file, kNoteSlotsPrefix, item_numbers, relation_numbers);
  if (!found) return found.error();
  if (!*found) return std::optional<SlotsModel>();
  if ((*found)->reach != kMostSlots - 1) {
    return Error{ErrorCode::corrupt,
                 "slots.reach: expected " + std::to_string(kMostSlots - 1) + ", found " +
                     std::to_string((*found)->reach),
                 "slots.reach"};
  }
  Expected<LayerWeights> weights = take_layers(file, NoteSlots(**found).all_layers());
  if (!weights) return weights.error();
  return std::optional(SlotsModel(**found, std::move(*weights)));
}

SlotVerdict<nn::Map> SlotsModel::run(const nn::Map& items, const nn::Map& relations,
                                     Workspace& workspace) const {
  InferenceOps ops(weights_, workspace);
  // The caller's maps live longer than the run: pointers that do not own them are enough.
  const InferenceOps::Tensor seen(std::shared_ptr<const nn::Map>(), &items);
  const InferenceOps::Tensor related(std::shared_ptr<const nn::Map>(), &relations);
  const auto said = run_note_slots(net_, ops, seen, related);
  return {*said.joined, *said.activity};
}

}  // namespace divisi::models
