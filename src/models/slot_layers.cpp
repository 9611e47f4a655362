#include "models/slot_layers.h"

#include <utility>

#include "models/slot_net.h"

namespace divisi::models {

ConvLayer conv_block(std::string name, int positions, int in_channels, int out_channels, int height,
                     int width) {
  ConvLayer made =
      rectangle_layer(std::move(name), positions, in_channels, out_channels, height, width);
  made.batch_norm = true;
  made.activation = nn::Activation::relu;
  return made;
}

ConvLayer linear_layer(std::string name, int positions, int in_channels, int out_channels,
                       int width) {
  ConvLayer made = rectangle_layer(std::move(name), positions, in_channels, out_channels, 1, width);
  made.bias = true;
  return made;
}

CellLayer layer_norm(std::string name, int channels) {
  return {std::move(name), CellLayerKind::channel_norm, channels, 1, 1e-5};
}

StackLayer slot_harmonics() { return {{-36, 0, 36, 57, 72, 84}, kSlotBins, kSlotBins, true}; }

}  // namespace divisi::models
