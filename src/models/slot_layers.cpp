#include "models/slot_layers.h"

#include <utility>

#include "models/slot_net.h"

namespace divisi::models {

ConvLayer conv_block(std::string name, int positions, int in_channels, int out_channels, int height,
                     int width) {
  ConvLayer made;
  made.name = std::move(name);
  made.conv.taps = nn::rectangle_taps(-(height / 2), height / 2, width / 2);
  made.conv.in_channels = in_channels;
  made.conv.out_channels = out_channels;
  made.conv.in_positions = made.conv.out_positions = positions;
  made.batch_norm = true;
  made.activation = nn::Activation::relu;
  return made;
}

ConvLayer linear_layer(std::string name, int positions, int in_channels, int out_channels,
                       int width) {
  ConvLayer made = conv_block(std::move(name), positions, in_channels, out_channels, 1, width);
  made.batch_norm = false;
  made.bias = true;
  made.activation = nn::Activation::none;
  return made;
}

CellLayer layer_norm(std::string name, int channels) {
  return {std::move(name), CellLayerKind::channel_norm, channels, 1, 1e-5};
}

StackLayer slot_harmonics() { return {{-36, 0, 36, 57, 72, 84}, kSlotBins, kSlotBins, true}; }

}  // namespace divisi::models
