#include "models/published_encoder.h"

#include <utility>

#include "models/describe.h"

namespace divisi::models {
namespace {

constexpr int kBins = 252;  ///< that the layers carry: the highest octave only feeds harmonics

ConvLayer conv(std::string name, int height, int width, int in_channels, int out_channels,
               nn::Activation activation = nn::Activation::none) {
  ConvLayer made =
      rectangle_layer(std::move(name), kBins, in_channels, out_channels, height, width);
  made.bias = true;
  made.activation = activation;
  return made;
}

/// Every third bin over two octaves: the 25x3 kernel with dilation (3, 1).
ConvLayer by_semitones(ConvLayer made) {
  for (nn::Tap& tap : made.conv.taps) tap.df *= 3;
  return made;
}

/// Three bins in, one semitone out; `centre` is the bin of a semitone on which the kernel sits.
ConvLayer to_semitones(ConvLayer made, int centre) {
  for (nn::Tap& tap : made.conv.taps) tap.df += centre;
  made.conv.stride = 3;
  made.conv.out_positions = kPublishedPitches;
  return made;
}

}  // namespace

PublishedEncoder::PublishedEncoder(bool published_quirks)
    : stack{{-36, 0, 36, 57, 72, 84, 93, 101}, kBins, published_quirks ? kBins : kPublishedBins},
      affine{"affine", CellLayerKind::scale_shift, 8, 1, 0.0},
      wide(conv("wide", 5, 5, 8, 16)),
      wide_norm{"wide.norm", CellLayerKind::group_norm, 16, 4, 1e-5},
      octaves(by_semitones(conv("octaves", 25, 3, 16, 8))),
      neck_norm{"neck.norm", CellLayerKind::group_norm, 8, 2, 1e-5},
      neck(conv("neck", 5, 5, 8, 16)),
      neck_slope{"neck.slope", CellLayerKind::prelu, 16, 1, 0.0},
      mix_norm{"mix.norm", CellLayerKind::channel_norm, 16, 1, 1.01e-8},
      mix_wide(conv("mix.wide", 3, 3, 16, 24, nn::Activation::relu)),
      mix_narrow(conv("mix.narrow", 3, 3, 24, 16)),
      centre{"centre", CellLayerKind::centre_norm, 16, 1, 1e-9},
      embedding(to_semitones(conv("embedding", 3, 5, 16, kPublishedEmbeddingSize),
                             published_quirks ? 0 : 1)) {}

std::vector<ConvLayer> PublishedEncoder::conv_layers() const {
  return {wide, octaves, neck, mix_wide, mix_narrow, embedding};
}

std::vector<CellLayer> PublishedEncoder::cell_layers() const {
  return {affine, wide_norm, neck_norm, neck_slope, mix_norm, centre};
}

NetLayers PublishedEncoder::layers() const {
  NetLayers all(conv_layers());
  all.cells = cell_layers();
  return all;
}

int PublishedEncoder::context_frames() const {
  int context = 0;
  for (const ConvLayer& layer : conv_layers()) context += layer.context_frames();
  return context;
}

std::string describe_published_encoder(const PublishedEncoder& net) {
  return describe_layers(net.layers(), net.context_frames()) +
         "norms of groups and centre: over the whole clip\n";
}

}  // namespace divisi::models
