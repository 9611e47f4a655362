#include "models/timbre_model.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "models/note_model.h"

namespace divisi::models {
namespace {

constexpr const char* kDimensions = "timbre.dimensions";
constexpr int kMostDimensions = 256;

}  // namespace

std::map<std::string, std::vector<double>> parameters_of(const TimbreNetSpec& spec) {
  auto parameters = parameters_of(spec.layers);
  parameters[kDimensions] = {static_cast<double>(spec.dimensions)};
  return parameters;
}

Expected<TimbreNetSpec> timbre_net_spec_from(const nn::WeightsFile& file) {
  TimbreNetSpec spec;
  Expected<NoteNetSpec> layers = note_net_spec_from(file);
  if (!layers) return layers.error();
  spec.layers = std::move(*layers);
  const Expected<std::vector<int>> dimensions = file.integers(kDimensions);
  if (!dimensions) return dimensions.error();
  if (dimensions->size() != 1 || dimensions->front() < 1 || dimensions->front() > kMostDimensions) {
    return Error{ErrorCode::corrupt, "timbre.dimensions: expected one number of 1 to 256",
                 kDimensions};
  }
  spec.dimensions = dimensions->front();
  return spec;
}

TimbreModel::TimbreModel(const TimbreNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(make_timbre_net(spec)), weights_(std::move(weights)) {}

Expected<TimbreModel> TimbreModel::load(nn::WeightsFile& file) {
  if (file.info().model != kTimbreNetName) {
    return Error{ErrorCode::unsupported,
                 "weights of model '" + file.info().model + "', expected '" + kTimbreNetName + "'",
                 {}};
  }
  const Expected<TimbreNetSpec> spec = timbre_net_spec_from(file);
  if (!spec) return spec.error();
  Expected<LayerWeights> weights = take_layers(file, make_timbre_net(*spec).layers());
  if (!weights) return weights.error();
  return TimbreModel(*spec, std::move(*weights));
}

void TimbreModel::run(const nn::Map& features, nn::Map& out, Workspace& workspace) const {
  DIVISI_CHECK(features.positions() == spec_.layers.bin_count &&
                   features.channels() == spec_.layers.map_count,
               "features have the network's bins and maps");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &features);
  const InferenceOps::Tensor result = run_note_net(net_, ops, input);
  out.resize(result->frames(), result->positions(), result->channels());
  std::copy_n(result->data(), result->size(), out.data());
}

}  // namespace divisi::models
