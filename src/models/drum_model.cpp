#include "models/drum_model.h"

#include <array>
#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {

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
  if (spec.band_count() < 2 || spec.band_reach > spec.bin_count) {
    return Error{ErrorCode::corrupt, "network.band_bins: expected at least two bands",
                 "network.band_bins"};
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
  DIVISI_CHECK(features.positions() == spec_.bin_count && features.channels() == spec_.map_count,
               "features have the network's bins and maps");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &features);
  const InferenceOps::Tensor result = run_drum_net(net_, ops, input);
  const std::array<Map2d*, kDrumOutputs> maps = {&out.hit, &out.velocity, &out.variant};
  for (Map2d* map : maps) *map = Map2d(static_cast<std::size_t>(features.frames()), kDrumClasses);
  const float* cell = result->data();
  for (int t = 0; t < features.frames(); ++t) {
    for (Map2d* map : maps) {
      for (int drum = 0; drum < kDrumClasses; ++drum) {
        map->at(static_cast<std::size_t>(t), static_cast<std::size_t>(drum)) = *cell++;
      }
    }
  }
}

}  // namespace divisi::models
