#include "models/instrument_model.h"

#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"

namespace divisi::models {

std::map<std::string, std::vector<double>> parameters_of(const InstrumentNetSpec& spec) {
  SizeWriter writer(kInstrumentPrefix);
  visit_instrument_sizes(spec, writer);
  if (spec.others > 0) writer("others", spec.others);
  if (spec.timbre_numbers > 0) writer("timbre_numbers", spec.timbre_numbers);
  return std::move(writer.parameters);
}

Expected<std::optional<InstrumentNetSpec>> instrument_spec_from(const nn::WeightsFile& file) {
  const std::string prefix = kInstrumentPrefix;
  if (file.info().hyper_parameters.count(prefix + "families") == 0)
    return std::optional<InstrumentNetSpec>();
  InstrumentNetSpec spec;
  SizeReader reader(file, prefix);
  visit_instrument_sizes(spec, reader);
  const auto read_if_there = [&](const char* name, int& field) {
    if (file.info().hyper_parameters.count(prefix + name) > 0) reader(name, field);
  };
  read_if_there("others", spec.others);
  read_if_there("timbre_numbers", spec.timbre_numbers);
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
  const auto answers = run_instrument_net(net_, ops, seen);
  std::vector<float> rows;
  rows.reserve(static_cast<std::size_t>(patches.frames()) *
               static_cast<std::size_t>(spec_.answer_numbers()));
  for (int n = 0; n < patches.frames(); ++n) {
    rows.insert(rows.end(), answers.families->frame(n),
                answers.families->frame(n) + spec_.families);
    if (answers.timbre != nullptr)
      rows.insert(rows.end(), answers.timbre->frame(n),
                  answers.timbre->frame(n) + spec_.timbre_numbers);
  }
  return rows;
}

}  // namespace divisi::models
