#include "models/share_net.h"

#include <algorithm>

namespace divisi::models {
namespace {

constexpr int kMostSize = 4096;

ConvLayer normed(ConvLayer layer) {
  layer.batch_norm = true;
  layer.activation = nn::Activation::relu;
  return layer;
}

ConvLayer far_layer(std::string name, const ShareNetSpec& spec, int dilation) {
  ConvLayer layer =
      rectangle_layer(std::move(name), spec.positions(), spec.channels, spec.channels, 1, 1);
  layer.conv.taps = nn::rectangle_taps(-1, 1, 1, dilation);
  for (const int distance : spec.far_positions) {
    layer.conv.taps.push_back({-distance, 0});
    layer.conv.taps.push_back({distance, 0});
  }
  return normed(std::move(layer));
}

bool within(const std::vector<int>& sizes, std::size_t fewest, int most) {
  return sizes.size() >= fewest && sizes.size() <= 64 &&
         std::all_of(sizes.begin(), sizes.end(),
                     [&](int size) { return size >= 1 && size <= most; });
}

}  // namespace

std::string first_nonsense(const ShareNetSpec& spec) {
  for (const int size :
       {spec.bands, spec.bands_per_position, spec.numbers, spec.sounds, spec.channels}) {
    if (size < 1 || size > kMostSize) return "sizes of the network must be 1 to 4096";
  }
  if (spec.bands % spec.bands_per_position != 0)
    return "bands must be a multiple of bands_per_position";
  if (!within(spec.time_dilations, 1, 256)) return "time_dilations must be 1 to 64 of 1 to 256";
  if (!within(spec.far_positions, 0, kMostSize))
    return "far_positions must be up to 64 of 1 to 4096";
  return {};
}

ShareNet::ShareNet(const ShareNetSpec& spec)
    : stem(normed(rectangle_layer(std::string(kSharePrefix) + "stem", spec.positions(),
                                  spec.in_channels(), spec.channels, 3, 3))),
      out(item_layer(std::string(kSharePrefix) + "out", spec.channels, spec.bands_per_position,
                     nn::Activation::none, spec.positions())) {
  for (const int dilation : spec.time_dilations) {
    const std::string name =
        kSharePrefix + std::string("layer") + std::to_string(layers.size() + 1);
    layers.push_back(far_layer(name, spec, dilation));
  }
  stem.bias = stem.conv.position_bias = true;  // where on the axis of frequency it is
}

std::vector<ConvLayer> ShareNet::all_layers() const {
  std::vector<ConvLayer> all = {stem};
  all.insert(all.end(), layers.begin(), layers.end());
  all.push_back(out);
  return all;
}

int ShareNet::context_frames() const {
  int frames = 0;
  for (const ConvLayer& layer : all_layers()) frames += layer.context_frames();
  return frames;
}

}  // namespace divisi::models
