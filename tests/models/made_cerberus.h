/// Cerberus with random numbers.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "made_weights.h"
#include "models/cerberus_model.h"

namespace divisi::models::testing {

inline CerberusNetSpec small_spec() {
  CerberusNetSpec spec;
  spec.instruments = {"piano", "bass", "drums"};
  spec.hidden = 6;
  spec.layers = 2;
  spec.embedding = 3;
  return spec;
}

using Parameters = std::map<std::string, std::vector<double>>;

inline std::vector<MadeTensor> made_cerberus(const CerberusNetSpec& spec) {
  const NetLayers layers = CerberusNet(spec).layers();
  std::vector<MadeTensor> made = made_tensors(layers.convs, 1);
  core::Rng rng(2);
  const auto add = [&](const std::string& name, std::vector<int> shape, double mean) {
    std::size_t count = 1;
    for (const int size : shape) count *= static_cast<std::size_t>(size);
    MadeTensor tensor{name, std::move(shape), std::vector<float>(count)};
    for (float& value : tensor.values) value = static_cast<float>(rng.normal(mean, 0.3));
    made.push_back(std::move(tensor));
  };
  for (const LstmLayer& layer : layers.lstms) {
    for (const char* direction : {".forward.", ".backward."}) {
      const std::string name = layer.name + direction;
      add(name + "input", {layer.in_channels, 4 * layer.channels}, 0.0);
      add(name + "recurrent", {layer.channels, 4 * layer.channels}, 0.0);
      add(name + "input_bias", {4 * layer.channels}, 0.0);
      add(name + "recurrent_bias", {4 * layer.channels}, 0.0);
    }
  }
  made.push_back({"norm.running_mean", {kCerberusBins}, std::vector<float>(kCerberusBins, -40.0f)});
  made.push_back(
      {"norm.running_variance", {kCerberusBins}, std::vector<float>(kCerberusBins, 400.0f)});
  return made;
}

inline nn::WeightsFile made_cerberus_file(const CerberusNetSpec& spec,
                                          const Parameters& changed = {}) {
  Parameters parameters = parameters_of(spec, {});
  for (const auto& [name, value] : changed) parameters[name] = value;
  return made_file(kCerberusNetName, parameters, made_cerberus(spec));
}

inline CerberusModel made_model(const CerberusNetSpec& spec) {
  nn::WeightsFile file = made_cerberus_file(spec);
  Expected<CerberusModel> model = CerberusModel::load(file);
  EXPECT_TRUE(model) << model.error().message;
  return std::move(*model);
}

}  // namespace divisi::models::testing
