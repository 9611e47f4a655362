#include "models/cerberus_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "core/check.h"
#include "models/network_sizes.h"
#include "nn/attention.h"
#include "nn/ops.h"

namespace divisi::models {
namespace {

Error corrupt(const std::string& what, const std::string& name) {
  return {ErrorCode::corrupt, name + ": " + what, name};
}

Expected<nn::Lstm> read_direction(nn::WeightsFile& file, const LstmLayer& layer,
                                  const std::string& direction) {
  const int gates = 4 * layer.channels;
  const std::string name = layer.name + "." + direction + ".";
  const auto input = file.tensor(name + "input", {layer.in_channels, gates});
  if (!input) return input.error();
  const auto recurrent = file.tensor(name + "recurrent", {layer.channels, gates});
  if (!recurrent) return recurrent.error();
  const auto input_bias = file.tensor(name + "input_bias", {gates});
  if (!input_bias) return input_bias.error();
  const auto recurrent_bias = file.tensor(name + "recurrent_bias", {gates});
  if (!recurrent_bias) return recurrent_bias.error();
  nn::LstmWeights weights{layer.in_channels,
                          layer.channels,
                          {input->begin(), input->end()},
                          {recurrent->begin(), recurrent->end()},
                          {input_bias->begin(), input_bias->end()}};
  std::transform(weights.bias.begin(), weights.bias.end(), recurrent_bias->begin(),
                 weights.bias.begin(), std::plus<float>());
  return nn::Lstm(weights);
}

/// The operations of models/cerberus_net.h on windows side by side.
class CerberusOps : public InferenceOps {
 public:
  CerberusOps(const LayerWeights& layers, const std::map<std::string, LstmPair>& lstms,
              const std::vector<float>& mean, const std::vector<float>& inverse_deviation,
              int windows, Workspace& workspace)
      : InferenceOps(layers, workspace),
        lstms_(lstms),
        mean_(mean),
        inverse_deviation_(inverse_deviation),
        windows_(windows),
        workspace_(workspace) {}

  Tensor cell(const CellLayer& /*norm*/, const Tensor& input) {
    std::shared_ptr<nn::Map> output = workspace_.take();
    output->resize(input->frames(), input->positions(), input->channels());
    for (int t = 0; t < input->frames(); ++t) {
      const float* x = input->frame(t);
      float* y = output->frame(t);
      for (std::size_t f = 0; f < mean_.size(); ++f)
        y[f] = (x[f] - mean_[f]) * inverse_deviation_[f];
    }
    return output;
  }

  Tensor lstm(const LstmLayer& layer, const Tensor& input) {
    const auto found = lstms_.find(layer.name);
    DIVISI_CHECK(found != lstms_.end(), "the architecture runs a layer that it does not list");
    std::shared_ptr<nn::Map> output = workspace_.take();
    output->resize(input->frames(), 1, 2 * layer.channels);
    found->second.forward.run(*input, windows_, false, *output, 0, space_);
    found->second.backward.run(*input, windows_, true, *output, layer.channels, space_);
    return output;
  }

  Tensor split(const Tensor& input, int parts) {
    std::shared_ptr<nn::Map> output = workspace_.take();
    output->resize(input->frames(), parts, input->channels() / parts);
    std::copy_n(input->data(), input->size(), output->data());
    return output;
  }

  Tensor shares(const Tensor& input) {
    std::shared_ptr<nn::Map> output = workspace_.take();
    nn::share_positions(*input, *output);
    return output;
  }

  /// Of 2 sigmoid(2x) - 1.
  Tensor unit_tanh(const Tensor& input) {
    std::shared_ptr<nn::Map> output = workspace_.take();
    nn::add(*input, *input, *output);
    nn::activate(*output, *output, nn::Activation::sigmoid);
    float* values = output->data();
    for (std::size_t i = 0; i < output->size(); ++i) values[i] = 2.0f * values[i] - 1.0f;
    nn::unit_length(*output, *output);
    return output;
  }

 private:
  const std::map<std::string, LstmPair>& lstms_;
  const std::vector<float>& mean_;
  const std::vector<float>& inverse_deviation_;
  int windows_;
  Workspace& workspace_;
  nn::LstmSpace space_;
};

constexpr const char* kThresholds = "decode.thresholds";

}  // namespace

std::map<std::string, std::vector<double>> parameters_of(const CerberusNetSpec& spec,
                                                         const std::vector<double>& thresholds) {
  std::map<std::string, std::vector<double>> parameters;
  for (const std::string& name : spec.instruments)
    parameters["network.instruments"].push_back(cerberus_instrument(name));
  parameters["network.hidden"] = {static_cast<double>(spec.hidden)};
  parameters["network.layers"] = {static_cast<double>(spec.layers)};
  parameters["network.embedding"] = {static_cast<double>(spec.embedding)};
  parameters["network.heads"] = {spec.separation ? 1.0 : 0.0, spec.transcription ? 1.0 : 0.0,
                                 spec.clustering ? 1.0 : 0.0,
                                 spec.embedding_activation == "sigmoid" ? 1.0 : 0.0};
  if (!thresholds.empty()) parameters[kThresholds] = thresholds;
  return parameters;
}

Expected<CerberusNetSpec> cerberus_spec_from(const nn::WeightsFile& file) {
  CerberusNetSpec spec;
  std::vector<int> instruments, heads;
  SizeReader read(file);
  read("instruments", instruments);
  read("hidden", spec.hidden);
  read("layers", spec.layers);
  read("embedding", spec.embedding);
  read("heads", heads);
  if (read.problem()) return *read.problem();
  spec.instruments.clear();
  for (const int index : instruments) {
    if (index < 0 || index >= static_cast<int>(kCerberusInstruments.size()))
      return corrupt("expected numbers from 0 to 4, found " + std::to_string(index),
                     "network.instruments");
    spec.instruments.emplace_back(kCerberusInstruments[static_cast<std::size_t>(index)]);
  }
  if (heads.size() != 4) return corrupt("expected four numbers", "network.heads");
  spec.separation = heads[0] != 0;
  spec.transcription = heads[1] != 0;
  spec.clustering = heads[2] != 0;
  spec.embedding_activation = heads[3] != 0 ? "sigmoid" : "tanh";
  if (const std::string why = first_nonsense(spec); !why.empty()) return corrupt(why, "network");
  return spec;
}

Expected<void> CerberusModel::read_thresholds(const nn::WeightsFile& file) {
  const auto& parameters = file.info().hyper_parameters;
  const auto found = parameters.find(kThresholds);
  if (found == parameters.end()) {
    for (const std::string& name : net_.spec.instruments) {
      const bool drums = cerberus_instrument(name) == kCerberusDrums;
      thresholds_.push_back(drums ? kCerberusDrumThreshold : kCerberusThreshold);
    }
    return {};
  }
  thresholds_ = found->second;
  const bool in_range = std::all_of(thresholds_.begin(), thresholds_.end(),
                                    [](double x) { return x > 0.0 && x < 1.0; });
  if (thresholds_.size() != net_.spec.instruments.size() || !in_range)
    return corrupt("expected a number between 0 and 1 for each instrument", kThresholds);
  return {};
}

Expected<void> CerberusModel::read_norm(nn::WeightsFile& file) {
  const auto mean = file.tensor(net_.norm.name + ".running_mean", {kCerberusBins});
  if (!mean) return mean.error();
  const auto variance = file.tensor(net_.norm.name + ".running_variance", {kCerberusBins});
  if (!variance) return variance.error();
  mean_.assign(mean->begin(), mean->end());
  for (const float value : *variance) {
    if (value < 0.0f)
      return corrupt("expected variances, found one below zero", "norm.running_variance");
    inverse_deviation_.push_back(1.0f / std::sqrt(value + static_cast<float>(net_.norm.epsilon)));
  }
  return {};
}

Expected<CerberusModel> CerberusModel::load(nn::WeightsFile& file) {
  if (file.info().model != kCerberusNetName) {
    return Error{ErrorCode::unsupported,
                 "weights of '" + file.info().model + "', expected '" + kCerberusNetName + "'",
                 {}};
  }
  const Expected<CerberusNetSpec> spec = cerberus_spec_from(file);
  if (!spec) return spec.error();
  CerberusModel model(*spec);
  if (auto read = model.read_thresholds(file); !read) return read.error();
  if (auto read = model.read_norm(file); !read) return read.error();
  for (const LstmLayer& layer : model.net_.trunk) {
    Expected<nn::Lstm> forward = read_direction(file, layer, "forward");
    if (!forward) return forward.error();
    Expected<nn::Lstm> backward = read_direction(file, layer, "backward");
    if (!backward) return backward.error();
    model.lstms_.emplace(layer.name, LstmPair{std::move(*forward), std::move(*backward)});
  }
  Expected<LayerWeights> layers = load_layers(file, model.net_.layers().convs);
  if (!layers) return layers.error();
  model.layers_ = std::move(*layers);
  return model;
}

CerberusOutputs<InferenceOps::Tensor> CerberusModel::run(const nn::Map& level_db, int windows,
                                                         Workspace& workspace) const {
  DIVISI_CHECK(level_db.positions() == 1 && level_db.channels() == kCerberusBins,
               "levels are [T B, 1, 513]");
  CerberusOps ops(layers_, lstms_, mean_, inverse_deviation_, windows, workspace);
  // The caller's map lives longer than the run: a pointer that does not own it is enough.
  const InferenceOps::Tensor seen(std::shared_ptr<const nn::Map>(), &level_db);
  return run_cerberus_net(net_, ops, seen);
}

}  // namespace divisi::models
