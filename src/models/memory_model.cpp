#include "models/memory_model.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {
namespace {

constexpr int kMostLayers = 64;

}  // namespace

std::map<std::string, std::vector<double>> parameters_of(const NoteMemorySpec& spec,
                                                         const std::string& prefix) {
  SizeWriter writer(prefix);
  visit_memory_sizes(spec, writer);
  return std::move(writer.parameters);
}

Expected<std::optional<NoteMemorySpec>> note_memory_spec_from(const nn::WeightsFile& file,
                                                              const std::string& prefix) {
  if (file.info().hyper_parameters.count(prefix + "channels") == 0)
    return std::optional<NoteMemorySpec>();
  NoteMemorySpec spec;
  SizeReader reader(file, prefix);
  visit_memory_sizes(spec, reader);
  if (reader.problem()) return *reader.problem();
  if (spec.layers > kMostLayers || spec.channels % spec.heads != 0) {
    return Error{ErrorCode::corrupt,
                 prefix + " expected at most 64 layers and channels a multiple of heads", prefix};
  }
  return std::optional(spec);
}

Expected<std::optional<NoteMemorySpec>> note_memory_spec_for(const nn::WeightsFile& file,
                                                             const std::string& prefix,
                                                             int item_numbers,
                                                             int relation_numbers) {
  Expected<std::optional<NoteMemorySpec>> found = note_memory_spec_from(file, prefix);
  if (!found || !*found) return found;
  if ((*found)->item_numbers == item_numbers && (*found)->relation_numbers == relation_numbers)
    return found;
  return Error{ErrorCode::corrupt,
               prefix + " expected " + std::to_string(item_numbers) + " numbers of an item and " +
                   std::to_string(relation_numbers) + " of a pair, found " +
                   std::to_string((*found)->item_numbers) + " and " +
                   std::to_string((*found)->relation_numbers),
               prefix};
}

MemoryModel::MemoryModel(const NoteMemorySpec& spec, const std::string& prefix,
                         LayerWeights weights)
    : spec_(spec),
      of_unit_length_(prefix == kMemoryPrefix),
      net_(spec, prefix),
      weights_(std::move(weights)),
      columns_(spec, net_, weights_, of_unit_length_) {}

Expected<std::optional<MemoryModel>> MemoryModel::load(nn::WeightsFile& file, int item_numbers,
                                                       int relation_numbers,
                                                       const std::string& prefix) {
  const Expected<std::optional<NoteMemorySpec>> found =
      note_memory_spec_for(file, prefix, item_numbers, relation_numbers);
  if (!found) return found.error();
  if (!*found) return std::optional<MemoryModel>();
  const NoteMemorySpec& spec = **found;
  Expected<LayerWeights> weights = take_layers(file, NoteMemory(spec, prefix).all_layers());
  if (!weights) return weights.error();
  return std::optional(MemoryModel(spec, prefix, std::move(*weights)));
}

void MemoryModel::run(const nn::Map& items, const nn::Map& relations, nn::Map& out,
                      Workspace& workspace) const {
  DIVISI_CHECK(items.channels() == spec_.item_numbers &&
                   relations.channels() == spec_.relation_numbers &&
                   relations.positions() == 2 * spec_.reach + 1,
               "items and relations have the memory's sizes");
  InferenceOps ops(weights_, workspace);
  // The caller's maps live longer than the run: pointers that do not own them are enough.
  const InferenceOps::Tensor seen(std::shared_ptr<const nn::Map>(), &items);
  const InferenceOps::Tensor related(std::shared_ptr<const nn::Map>(), &relations);
  const InferenceOps::Tensor result = of_unit_length_ ? run_note_memory(net_, ops, seen, related)
                                                      : run_note_company(net_, ops, seen, related);
  out.resize(result->frames(), result->positions(), result->channels());
  std::copy_n(result->data(), result->size(), out.data());
}

}  // namespace divisi::models
