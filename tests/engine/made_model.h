/// A weights file of random numbers: every part of the path works with it as with trained ones,
/// only what it hears is nonsense.
#pragma once

#include <cmath>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "engine/part_names.h"
#include "features/feature_parameters.h"
#include "models/instrument_model.h"
#include "models/memory_model.h"
#include "models/note_model.h"
#include "models/timbre_model.h"
#include "nn/weights_file.h"
#include "parts/memory_inputs.h"

namespace divisi::engine::testing {

/// Small enough for tests that run it many times, with the shipped one's kinds of layers.
inline models::NoteNetSpec small_network() {
  models::NoteNetSpec spec;
  spec.channels = 8;
  spec.bottleneck_channels = 4;
  spec.head_channels = 8;
  spec.time_dilations = {1, 3};
  return spec;
}

struct MadeTensor {
  std::string name;
  std::vector<int> shape;
  std::vector<float> values;
};

inline MadeTensor made_tensor(const std::string& name, const std::vector<int>& shape, double mean,
                              double deviation, core::Rng& rng) {
  std::size_t count = 1;
  for (const int size : shape) count *= static_cast<std::size_t>(size);
  MadeTensor tensor{name, shape, std::vector<float>(count)};
  for (float& value : tensor.values) value = static_cast<float>(rng.normal(mean, deviation));
  return tensor;
}

inline std::vector<MadeTensor> made_layer(const models::ConvLayer& layer, core::Rng& rng) {
  const nn::TapConvSpec& conv = layer.conv;
  const int taps = static_cast<int>(conv.taps.size());
  const double deviation = 1.6 / std::sqrt(layer.fan_in());
  std::vector<MadeTensor> made = {made_tensor(
      layer.name + ".weight", {taps, conv.in_channels, conv.out_channels}, 0.0, deviation, rng)};
  if (layer.bias) {
    std::vector<int> shape = {conv.out_channels};
    if (conv.position_bias) shape.insert(shape.begin(), conv.out_positions);
    made.push_back(made_tensor(layer.name + ".bias", shape, -0.5, 0.3, rng));
  }
  if (layer.batch_norm) {
    const std::vector<int> shape = {conv.out_channels};
    made.push_back(made_tensor(layer.name + ".scale", shape, 1.0, 0.1, rng));
    made.push_back(made_tensor(layer.name + ".shift", shape, 0.0, 0.1, rng));
    made.push_back(made_tensor(layer.name + ".running_mean", shape, 0.0, 0.1, rng));
    made.push_back(made_tensor(layer.name + ".running_variance", shape, 1.0, 0.01, rng));
  }
  return made;
}

/// A network of random numbers, and whatever else the file must say.
inline Expected<void> write_made_network(const std::filesystem::path& path,
                                         const std::vector<models::ConvLayer>& layers,
                                         nn::WeightsInfo info, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<MadeTensor> made;
  for (const models::ConvLayer& layer : layers) {
    for (MadeTensor& tensor : made_layer(layer, rng)) made.push_back(std::move(tensor));
  }
  info.name = "made-for-tests";
  info.licence = "CC0-1.0";
  info.hyper_parameters.merge(features::parameters_of(features::FeatureSpec{}));
  std::vector<nn::TensorToWrite> tensors;
  for (const MadeTensor& tensor : made) {
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  }
  return nn::write_weights_file(path, info, tensors);
}

inline Expected<void> write_made_model(const std::filesystem::path& path,
                                       const models::NoteNetSpec& spec = small_network(),
                                       std::uint64_t seed = 1) {
  nn::WeightsInfo info;
  info.model = models::kNoteNetName;
  info.hyper_parameters = models::parameters_of(spec);
  info.hyper_parameters["decode.onset_threshold"] = {0.45};
  info.hyper_parameters["decode.soft_belief"] = {0.25};
  return write_made_network(path, models::NoteNet(spec).layers(), std::move(info), seed);
}

/// Names that know no family, and take a timbre for the same when its vectors are.
inline std::map<std::string, std::vector<double>> made_names(std::size_t dimensions) {
  PartNames names;
  const std::size_t columns = parts::feature_count(static_cast<int>(dimensions), false) + 1;
  names.families.weights.assign(parts::kFamilyCount * columns, 0.0);
  names.timbres.dimensions = static_cast<int>(dimensions);
  names.timbres.centre.assign(parts::kRegisterCount * dimensions, 0.0);
  names.timbres.projection.assign(dimensions * dimensions, 0.0);
  for (std::size_t d = 0; d < dimensions; ++d) names.timbres.projection[d * dimensions + d] = 3.0;
  names.timbres.timbre_variances.assign(dimensions, 50.0);
  names.timbres.note_variances.assign(dimensions, 0.1);
  return parameters_of(names);
}

using Parameters = std::map<std::string, std::vector<double>>;

/// By which notes far from each other in left and right are two sources', and nothing else counts.
inline Parameters only_positions() {
  return {{"parts.pitch_logits", {0.0, 0.0, 0.0}},
          {"parts.knots_apart", {0.0, 0.5, 1.0}},
          {"parts.position_logits", {3.0, 1.0, -6.0}}};
}

/// With a memory, an instrument network and its company; `other` parameters take the place of those
/// made here. With "truth.dimensions" among them, something that doubts notes, too.
inline Expected<void> write_made_timbre(const std::filesystem::path& path, bool with_names = true,
                                        const Parameters& other = {},
                                        const models::NoteNetSpec& network = small_network()) {
  models::TimbreNetSpec spec;
  spec.layers = network;
  spec.dimensions = 5;
  nn::WeightsInfo info;
  info.model = models::kTimbreNetName;
  info.hyper_parameters = models::parameters_of(spec);
  // Random notes sound much alike: here only their pitch tells them apart.
  info.hyper_parameters["parts.cosine_weight"] = {0.0};
  info.hyper_parameters["parts.knots_semitones"] = {0.0, 12.0, 24.0};
  info.hyper_parameters["parts.pitch_logits"] = {2.0, 0.0, -4.0};
  if (with_names)
    info.hyper_parameters.merge(made_names(static_cast<std::size_t>(spec.dimensions)));
  for (const auto& [name, values] : other) info.hyper_parameters[name] = values;
  models::NoteMemorySpec memory;
  models::InstrumentNetSpec instruments;
  instruments.channels = instruments.hidden_channels = 8;
  instruments.timbre_numbers = 3;
  memory.item_numbers = parts::item_numbers(spec.dimensions, true, instruments.timbre_numbers);
  memory.relation_numbers = parts::kRelations;
  memory.reach = 6;
  info.hyper_parameters.merge(models::parameters_of(memory));
  models::NoteMemorySpec company = memory;
  company.item_numbers = parts::company_item_numbers(spec.dimensions, instruments.timbre_numbers);
  company.dimensions = static_cast<int>(parts::kFamilyCount);
  if (const auto asked = other.find("company.dimensions"); asked != other.end())
    company.dimensions = static_cast<int>(asked->second.front());
  info.hyper_parameters.merge(models::parameters_of(company, models::kCompanyPrefix));
  info.hyper_parameters.merge(models::parameters_of(instruments));
  std::vector<models::ConvLayer> layers = models::make_timbre_net(spec).layers();
  for (models::ConvLayer& layer : models::InstrumentNet(instruments).all_layers())
    layers.push_back(layer);
  for (models::ConvLayer& layer : models::NoteMemory(memory).all_layers()) layers.push_back(layer);
  for (models::ConvLayer& layer : models::NoteMemory(company, models::kCompanyPrefix).all_layers())
    layers.push_back(layer);
  if (const auto asked = other.find("truth.dimensions"); asked != other.end()) {
    models::NoteMemorySpec truth = memory;
    truth.hidden_channels = 24;  // so that what is drawn doubts some notes and not others
    truth.dimensions = static_cast<int>(asked->second.front());
    info.hyper_parameters.merge(models::parameters_of(truth, models::kTruthPrefix));
    for (models::ConvLayer& layer : models::NoteMemory(truth, models::kTruthPrefix).all_layers())
      layers.push_back(layer);
  }
  return write_made_network(path, layers, std::move(info), 2);
}

}  // namespace divisi::engine::testing
