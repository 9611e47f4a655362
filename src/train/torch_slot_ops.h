/// The operations of slot networks and of the timbre encoder on libtorch.
///
/// Shapes    maps [B, T, P, C], slots [B, K, 1, D]. Any device.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <torch/torch.h>

#include "models/net_layers.h"
#include "train/torch_net.h"

namespace divisi::train {

class TorchSlotOps {
 public:
  using Tensor = torch::Tensor;
  /// A map for every slot: [B K, T, P, C].
  struct SlotMaps {
    Tensor all;
    std::int64_t slots = 1;
  };

  explicit TorchSlotOps(TorchNet net) : net_(net), layers_(net) {}

  Tensor conv(const models::ConvLayer& layer, const Tensor& input, const Tensor& residual = {}) {
    return layers_.conv(layer, input, residual);
  }
  SlotMaps conv(const models::ConvLayer& layer, const SlotMaps& maps) {
    return {layers_.conv(layer, maps.all), maps.slots};
  }
  Tensor stack(const models::StackLayer& layer, const Tensor& input) {
    return layers_.stack(layer, input);
  }
  Tensor cell(const models::CellLayer& layer, const Tensor& input) {
    return net_->cell(layer.name)->forward(input);
  }
  Tensor table(const models::LearnedTable& table, const Tensor& like);
  Tensor gelu(const Tensor& input) { return torch::gelu(input); }
  Tensor unit_length(const Tensor& input) { return unit_vectors(input); }

  Tensor mean_of(const Tensor& input, std::int64_t positions) const;
  Tensor largest_of(const Tensor& input, int positions, int frames) const;
  Tensor mean_and_largest(const Tensor& input) const;
  Tensor pitches_to_channels(const Tensor& input) const;
  /// Plus sin and cos of p / 10000^(2 i / D) in turn (Vaswani et al. 2017, section 3.5).
  Tensor add_pitch_code(const Tensor& input) const;

  Tensor compete(const Tensor& query, const models::ConvLayer& key, const models::ConvLayer& value,
                 const Tensor& tokens, const Tensor& slots);
  Tensor shares(const Tensor& query, const models::ConvLayer& key, const Tensor& tokens,
                const Tensor& activity);
  SlotMaps give(const Tensor& input, const Tensor& masks) const;
  SlotMaps modulate(const SlotMaps& maps, const Tensor& film) const;
  Tensor join(const SlotMaps& maps) const;

 private:
  Tensor similarity(const Tensor& query, const models::ConvLayer& key, const Tensor& tokens);

  TorchNet net_;
  TorchOps layers_;
};

}  // namespace divisi::train
