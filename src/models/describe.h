/// What a network is made of, as a table for people.
#pragma once

#include <string>
#include <vector>

#include "models/net_layers.h"

namespace divisi::models {

/// A line for each layer: shape, taps, parameters, multiplications for each frame (or of whatever
/// else `of` says); then the total and the context.
std::string describe_layers(const NetLayers& layers, int context, const std::string& of = "frames");

long parameter_count(const std::vector<ConvLayer>& layers);

}  // namespace divisi::models
