#include "models/share_model.h"

#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {

std::map<std::string, std::vector<double>> parameters_of(const ShareNetSpec& spec) {
  SizeWriter writer(kSharePrefix);
  visit_share_sizes(spec, writer);
  return std::move(writer.parameters);
}

Expected<std::optional<ShareNetSpec>> share_spec_from(const nn::WeightsFile& file) {
  const std::string prefix = kSharePrefix;
  if (file.info().hyper_parameters.count(prefix + "channels") == 0)
    return std::optional<ShareNetSpec>();
  ShareNetSpec spec;
  SizeReader reader(file, prefix);
  visit_share_sizes(spec, reader);
  if (reader.problem()) return *reader.problem();
  if (const std::string why = first_nonsense(spec); !why.empty())
    return Error{ErrorCode::corrupt, prefix + " " + why, prefix};
  return std::optional(spec);
}

ShareModel::ShareModel(const ShareNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(spec), weights_(std::move(weights)) {}

Expected<std::optional<ShareModel>> ShareModel::load(nn::WeightsFile& file) {
  const Expected<std::optional<ShareNetSpec>> spec = share_spec_from(file);
  if (!spec) return spec.error();
  if (!*spec) return std::optional<ShareModel>();
  Expected<LayerWeights> weights = take_layers(file, ShareNet(**spec).all_layers());
  if (!weights) return weights.error();
  return std::optional(ShareModel(**spec, std::move(*weights)));
}

std::vector<float> ShareModel::run(const nn::Map& cells, Workspace& workspace) const {
  DIVISI_CHECK(cells.positions() == spec_.positions() && cells.channels() == spec_.in_channels(),
               "cells have the network's sizes");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor seen(std::shared_ptr<const nn::Map>(), &cells);
  const InferenceOps::Tensor logits = run_share_net(net_, ops, seen);
  return {logits->data(), logits->data() + logits->size()};
}

}  // namespace divisi::models
