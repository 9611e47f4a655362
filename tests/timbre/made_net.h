/// Networks that nobody has taught anything.
#pragma once

#include <cstdint>

#include "models/net_layers.h"
#include "train/torch_net.h"

namespace divisi::timbre::testing {

/// Random weights, of one seed always the same.
inline train::TorchNet made_net(const models::NetLayers& layers, std::uint64_t seed) {
  torch::manual_seed(seed);
  return train::TorchNet(layers, train::TorchNetOptions{.initial = train::InitialWeights::uniform});
}

}  // namespace divisi::timbre::testing
