#include "models/drum_model.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/drums.h"
#include "models/network_sizes.h"

namespace divisi::models {
namespace {

void write_likeliest_keys(const float* said, float* out) {
  for (const core::DrumFacts& drum : core::all_drums()) {
    const float* likeliest = std::max_element(said, said + drum.keys.size());
    *out++ = static_cast<float>(drum.keys[static_cast<std::size_t>(likeliest - said)]) / 128.0f;
    said += drum.keys.size();
  }
}

}  // namespace

std::map<std::string, std::vector<double>> parameters_of(const DrumNetSpec& spec) {
  SizeWriter writer;
  visit_drum_sizes(spec, writer);
  return std::move(writer.parameters);
}

Expected<DrumNetSpec> drum_net_spec_from(const nn::WeightsFile& file) {
  DrumNetSpec spec;
  SizeReader reader(file);
  visit_drum_sizes(spec, reader);
  if (reader.problem()) return *reader.problem();
  if (spec.band_count % 4 != 0) {
    return Error{ErrorCode::corrupt, "network.band_count: expected a multiple of 4",
                 "network.band_count"};
  }
  for (const int dilation : spec.time_dilations) {
    if (dilation >= 1) continue;
    return Error{ErrorCode::corrupt, "network.time_dilations: expected numbers of at least 1",
                 "network.time_dilations"};
  }
  return spec;
}

DrumModel::DrumModel(const DrumNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(spec), weights_(std::move(weights)) {}

Expected<DrumModel> DrumModel::load(nn::WeightsFile& file) {
  if (file.info().model != kDrumNetName) {
    return Error{ErrorCode::unsupported,
                 "weights of model '" + file.info().model + "', expected '" + kDrumNetName + "'",
                 {}};
  }
  const Expected<DrumNetSpec> spec = drum_net_spec_from(file);
  if (!spec) return spec.error();
  Expected<LayerWeights> weights = load_layers(file, DrumNet(*spec).layers());
  if (!weights) return weights.error();
  return DrumModel(*spec, std::move(*weights));
}

void DrumModel::run(const nn::Map& features, DrumMaps& out, Workspace& workspace) const {
  DIVISI_CHECK(features.positions() == spec_.band_count && features.channels() == spec_.map_count,
               "features have the network's bands and maps");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &features);
  const InferenceOps::Tensor result = run_drum_net(net_, ops, input);
  const auto frames = static_cast<std::size_t>(features.frames());
  for (Map2d* map : {&out.hit, &out.velocity, &out.key}) *map = Map2d(frames, core::kDrumCount);
  const float* said = result->data();
  for (std::size_t t = 0; t < frames; ++t, said += kDrumOutputs) {
    std::copy_n(said + kHitsAt, kDrums, out.hit.row(t));
    std::copy_n(said + kVelocitiesAt, kDrums, out.velocity.row(t));
    write_likeliest_keys(said + kKeysAt, out.key.row(t));
  }
}

}  // namespace divisi::models
