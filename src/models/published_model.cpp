#include "models/published_model.h"

#include "core/check.h"

namespace divisi::models {
namespace {

constexpr const char* kQuirks = "network.published_quirks";

Map2d as_map2d(const nn::Map& map) {
  Map2d out(static_cast<std::size_t>(map.frames()), static_cast<std::size_t>(map.positions()));
  out.cells.assign(map.data(), map.data() + map.size());
  return out;
}

}  // namespace

std::map<std::string, std::vector<double>> published_parameters(bool published_quirks) {
  return {{kQuirks, {published_quirks ? 1.0 : 0.0}}};
}

Expected<PublishedModel> PublishedModel::load(nn::WeightsFile& file) {
  if (file.info().model != kPublishedBackboneName) {
    return Error{
        ErrorCode::unsupported,
        "weights of model '" + file.info().model + "', expected '" + kPublishedBackboneName + "'",
        {}};
  }
  const Expected<int> quirks = file.integer(kQuirks);
  if (!quirks) return quirks.error();
  if (*quirks != 0 && *quirks != 1) {
    return Error{ErrorCode::corrupt, std::string(kQuirks) + ": expected 0 or 1", kQuirks};
  }
  Expected<LayerWeights> weights = load_layers(file, PublishedBackbone(*quirks == 1).layers());
  if (!weights) return weights.error();
  return PublishedModel(*quirks == 1, std::move(*weights));
}

void PublishedModel::run(const nn::Map& energy, PublishedProbabilities& out,
                         Workspace& workspace) const {
  DIVISI_CHECK(energy.positions() == kPublishedBins && energy.channels() == 1,
               "energies have the network's bins");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor input(std::shared_ptr<const nn::Map>(), &energy);
  const auto logits = run_published_backbone(net_, ops, input);
  out.onset = as_map2d(*ops.sigmoid(logits.onset_logits));
  out.frame = as_map2d(*ops.sigmoid(logits.frame_logits));
}

}  // namespace divisi::models
