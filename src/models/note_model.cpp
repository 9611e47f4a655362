#include "models/note_model.h"

#include <array>
#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {
std::map<std::string, std::vector<double>> parameters_of(const NoteNetSpec& spec) {
  SizeWriter writer;
  visit_sizes(spec, writer);
  return std::move(writer.parameters);
}

Expected<NoteNetSpec> note_net_spec_from(const nn::WeightsFile& file) {
  NoteNetSpec spec;
  SizeReader reader(file);
  visit_sizes(spec, reader);
  if (reader.problem()) return *reader.problem();
  return spec;
}

NoteModel::NoteModel(const NoteNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(spec), weights_(std::move(weights)) {}

Expected<NoteModel> NoteModel::load(nn::WeightsFile& file) {
  if (file.info().model != kNoteNetName) {
    return Error{ErrorCode::unsupported,
                 "weights of model '" + file.info().model + "', expected '" + kNoteNetName + "'",
                 {}};
  }
  const Expected<NoteNetSpec> spec = note_net_spec_from(file);
  if (!spec) return spec.error();
  Expected<LayerWeights> weights = load_layers(file, NoteNet(*spec).layers());
  if (!weights) return weights.error();
  return NoteModel(*spec, std::move(*weights));
}

void NoteModel::run(const nn::Map& features, NoteMaps& out, Workspace& workspace) const {
  DIVISI_CHECK(features.positions() == spec_.bin_count && features.channels() == spec_.map_count,
               "features have the network's bins and maps");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &features);
  const InferenceOps::Tensor result = run_note_net(net_, ops, input);
  const std::array<Map2d*, kNoteOutputs> maps = {&out.onset, &out.frame, &out.offset,
                                                 &out.velocity};
  for (std::size_t o = 0; o < maps.size(); ++o) {
    *maps[o] = Map2d(static_cast<std::size_t>(features.frames()),
                     static_cast<std::size_t>(spec_.pitch_count));
    const float* cell = result->data() + o;
    for (float& value : maps[o]->cells) {
      value = *cell;
      cell += kNoteOutputs;
    }
  }
}

}  // namespace divisi::models
