/// Weights files of random numbers for any architecture, in memory.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "models/note_model.h"
#include "nn/weights_file.h"

namespace divisi::models::testing {

struct MadeTensor {
  std::string name;
  std::vector<int> shape;
  std::vector<float> values;
};

/// The tensors that `layers` ask for. Statistics are such that signals keep their size.
inline std::vector<MadeTensor> made_tensors(const std::vector<ConvLayer>& layers,
                                            std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<MadeTensor> made;
  const auto add = [&](std::string name, std::vector<int> shape, double mean, double deviation) {
    std::size_t count = 1;
    for (const int size : shape) count *= static_cast<std::size_t>(size);
    MadeTensor tensor{std::move(name), std::move(shape), std::vector<float>(count)};
    for (float& value : tensor.values) value = static_cast<float>(rng.normal(mean, deviation));
    made.push_back(std::move(tensor));
  };
  for (const ConvLayer& layer : layers) {
    const nn::TapConvSpec& conv = layer.conv;
    add(layer.name + ".weight",
        {static_cast<int>(conv.taps.size()), conv.in_channels, conv.out_channels}, 0.0,
        1.4 / std::sqrt(layer.fan_in()));
    std::vector<int> channels = {conv.out_channels};
    if (layer.batch_norm) {
      add(layer.name + ".scale", channels, 1.0, 0.1);
      add(layer.name + ".shift", channels, 0.0, 0.1);
      add(layer.name + ".running_mean", channels, 0.0, 0.1);
      add(layer.name + ".running_variance", channels, 1.0, 0.01);
    }
    if (conv.position_bias) channels.insert(channels.begin(), conv.out_positions);
    if (layer.bias) add(layer.name + ".bias", channels, -0.2, 0.3);
  }
  return made;
}

inline nn::WeightsFile made_file(const std::string& model,
                                 const std::map<std::string, std::vector<double>>& parameters,
                                 const std::vector<MadeTensor>& made) {
  nn::WeightsInfo info;
  info.name = "made-for-tests";
  info.model = model;
  info.licence = "CC0-1.0";
  info.hyper_parameters = parameters;
  std::vector<nn::TensorToWrite> tensors;
  for (const MadeTensor& tensor : made) {
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  }
  return nn::WeightsFile::parse(nn::encode_weights(info, tensors).value(), "made.dvw").value();
}

inline nn::Map made_features(int frames, int bins, int maps, std::uint64_t seed, double mean,
                             double deviation) {
  core::Rng rng(seed);
  nn::Map features(frames, bins, maps);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features.data()[i] = static_cast<float>(rng.normal(mean, deviation));
  }
  return features;
}

/// Frames [begin, end).
inline nn::Map frames_of(const nn::Map& map, int begin, int end) {
  nn::Map part(end - begin, map.positions(), map.channels());
  std::copy(map.frame(begin), map.frame(begin) + part.size(), part.data());
  return part;
}

}  // namespace divisi::models::testing
