#include "models/drum_net.h"

namespace divisi::models {
namespace {

ConvLayer rectified(std::string name, std::vector<nn::Tap> taps, int in_channels,
                    int out_channels) {
  ConvLayer layer;
  layer.name = std::move(name);
  layer.conv.taps = std::move(taps);
  layer.conv.in_channels = in_channels;
  layer.conv.out_channels = out_channels;
  layer.batch_norm = true;
  layer.activation = nn::Activation::relu;
  return layer;
}

/// Neighbouring bands and frames; from one band to every `stride`-th.
ConvLayer band_layer(std::string name, int bands, int stride, int in_channels, int out_channels) {
  ConvLayer layer =
      rectified(std::move(name), nn::rectangle_taps(-1, 1, 1), in_channels, out_channels);
  layer.conv.in_positions = bands;
  layer.conv.out_positions = bands / stride;
  layer.conv.stride = stride;
  return layer;
}

ConvLayer stem_layer(const DrumNetSpec& spec) {
  ConvLayer layer = band_layer("stem", spec.band_count, 1, spec.map_count, spec.stem_channels);
  layer.conv.position_bias = true;
  layer.bias = true;
  return layer;
}

ConvLayer gather_layer(const DrumNetSpec& spec) {
  const int bands = spec.band_count / 4;
  ConvLayer layer =
      rectified("gather", nn::rectangle_taps(0, bands - 1, 0), spec.upper_channels, spec.channels);
  layer.conv.in_positions = bands;
  layer.conv.out_positions = 1;
  return layer;
}

ConvLayer head_layer(const DrumNetSpec& spec) {
  ConvLayer layer = rectified("head", nn::rectangle_taps(0, 0, 0), spec.channels, kDrumOutputs);
  layer.bias = true;
  layer.batch_norm = false;
  layer.activation = nn::Activation::sigmoid;
  return layer;
}

}  // namespace

DrumNet::DrumNet(const DrumNetSpec& spec)
    : stem(stem_layer(spec)),
      lower(band_layer("lower", spec.band_count, 2, spec.stem_channels, spec.lower_channels)),
      upper(band_layer("upper", spec.band_count / 2, 2, spec.lower_channels, spec.upper_channels)),
      gather(gather_layer(spec)),
      head(head_layer(spec)) {
  for (std::size_t i = 0; i < spec.time_dilations.size(); ++i) {
    blocks.push_back(rectified("time" + std::to_string(i + 1),
                               nn::rectangle_taps(0, 0, 1, spec.time_dilations[i]), spec.channels,
                               spec.channels));
  }
}

std::vector<ConvLayer> DrumNet::layers() const {
  std::vector<ConvLayer> all = {stem, lower, upper, gather};
  all.insert(all.end(), blocks.begin(), blocks.end());
  all.push_back(head);
  return all;
}

int DrumNet::context_frames() const {
  int context = 0;
  for (const ConvLayer& layer : layers()) context += layer.context_frames();
  return context;
}

}  // namespace divisi::models
