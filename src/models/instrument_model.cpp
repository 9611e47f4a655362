#include "models/instrument_model.h"

#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {

std::map<std::string, std::vector<double>> parameters_of(const InstrumentNetSpec& spec) {
  SizeWriter writer(kInstrumentPrefix);
  visit_instrument_sizes(spec, writer);
  if (spec.others > 0) writer("others", spec.others);
  return std::move(writer.parameters);
}

Expected<std::optional<InstrumentNetSpec>> instrument_spec_from(const nn::WeightsFile& file) {
  const std::string prefix = kInstrumentPrefix;
  if (file.info().hyper_parameters.count(prefix + "families") == 0)
    return std::optional<InstrumentNetSpec>();
  InstrumentNetSpec spec;
  SizeReader reader(file, prefix);
  visit_instrument_sizes(spec, reader);
  if (file.info().hyper_parameters.count(prefix + "others") > 0) reader("others", spec.others);
  if (reader.problem()) return *reader.problem();
  if (const std::string why = first_nonsense(spec); !why.empty())
    return Error{ErrorCode::corrupt, prefix + " " + why, prefix};
  return std::optional(spec);
}

InstrumentModel::InstrumentModel(const InstrumentNetSpec& spec, LayerWeights weights)
    : spec_(spec), net_(spec), weights_(std::move(weights)) {}

Expected<std::optional<InstrumentModel>> InstrumentModel::load(nn::WeightsFile& file) {
  const Expected<std::optional<InstrumentNetSpec>> spec = instrument_spec_from(file);
  if (!spec) return spec.error();
  if (!*spec) return std::optional<InstrumentModel>();
  Expected<LayerWeights> weights = take_layers(file, InstrumentNet(**spec).all_layers());
  if (!weights) return weights.error();
  return std::optional(InstrumentModel(**spec, std::move(*weights)));
}

std::vector<float> InstrumentModel::run(const nn::Map& patches, Workspace& workspace) const {
  DIVISI_CHECK(patches.positions() == spec_.frames && patches.channels() == spec_.numbers(),
               "patches have the network's sizes");
  InferenceOps ops(weights_, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor seen(std::shared_ptr<const nn::Map>(), &patches);
  const InferenceOps::Tensor logits = run_instrument_net(net_, ops, seen);
  return {logits->data(), logits->data() + logits->size()};
}

}  // namespace divisi::models
