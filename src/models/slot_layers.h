/// The kinds of layers that the slot network and its timbre encoder are made of.
#pragma once

#include <string>

#include "models/net_layers.h"
#include "models/published_backbone.h"

namespace divisi::models {

/// A convolution of height x width over [T, positions, channels] without bias, batch norm, ReLU.
ConvLayer conv_block(std::string name, int positions, int in_channels, int out_channels, int height,
                     int width);

/// A convolution over `width` frames with bias and nothing after it; of one frame, a linear layer.
ConvLayer linear_layer(std::string name, int positions, int in_channels, int out_channels,
                       int width = 1);

CellLayer layer_norm(std::string name, int channels);

/// Five harmonics and one subharmonic, and where each lies inside the 216 bins: 12 channels.
StackLayer slot_harmonics();
inline constexpr int kSlotInputChannels = 12;

}  // namespace divisi::models
