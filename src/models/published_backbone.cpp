#include "models/published_backbone.h"

#include <algorithm>
#include <utility>

namespace divisi::models {
namespace {

constexpr int kBins = 252;  ///< that the layers carry: the highest octave only feeds harmonics

/// A rectangle of `height` x `width` taps whose middle lies on the output's own position, moved by
/// `centre` (with which the strided heads sit on the middle one of a semitone's three bins).
std::vector<nn::Tap> kernel(int height, int width, int centre = 0) {
  return nn::rectangle_taps(centre - height / 2, centre + height / 2, width / 2);
}

/// Every third bin over two octaves: the 25x3 kernel with dilation (3, 1).
std::vector<nn::Tap> two_octaves() {
  std::vector<nn::Tap> taps = kernel(25, 3);
  for (nn::Tap& tap : taps) tap.df *= 3;
  return taps;
}

ConvLayer layer(std::string name, std::vector<nn::Tap> taps, int in_channels, int out_channels,
                nn::Activation activation) {
  ConvLayer made;
  made.name = std::move(name);
  made.conv.taps = std::move(taps);
  made.conv.in_channels = in_channels;
  made.conv.out_channels = out_channels;
  made.conv.in_positions = made.conv.out_positions = kBins;
  made.batch_norm = true;
  made.activation = activation;
  return made;
}

/// Three bins in, one semitone out.
ConvLayer to_semitones(ConvLayer made) {
  made.conv.stride = 3;
  made.conv.out_positions = kPublishedPitches;
  return made;
}

/// Logits: nothing but a bias.
ConvLayer plain(ConvLayer made) {
  made.batch_norm = false;
  made.bias = true;
  made.activation = nn::Activation::none;
  return made;
}

ConvLayer on(int positions, ConvLayer made) {
  made.conv.in_positions = made.conv.out_positions = positions;
  return made;
}

}  // namespace

PublishedBackbone::PublishedBackbone(bool published_quirks)
    : affine(on(kPublishedBins, plain(layer("affine", kernel(1, 1), 1, 1, nn::Activation::none)))),
      stack{{-36, 0, 36, 57, 72, 84, 93, 101}, kBins, published_quirks ? kBins : kPublishedBins},
      wide(layer("wide", kernel(5, 5), 8, 16, nn::Activation::leaky_relu)),
      octaves(layer("octaves", two_octaves(), 16, 8, nn::Activation::relu)),
      neck(layer("neck", kernel(5, 5), 8, 16, nn::Activation::relu)),
      frame_head(
          plain(to_semitones(layer("frame.head", kernel(5, 5, 1), 16, 1, nn::Activation::none)))),
      onset_hidden(
          to_semitones(layer("onset.hidden", kernel(7, 3, 1), 16, 7, nn::Activation::relu))),
      onset_head(on(kPublishedPitches,
                    plain(layer("onset.head", kernel(3, 5), 8, 1, nn::Activation::none)))) {
  octaves.bias = true;  // although the batch norm after it makes it idle
}

std::vector<ConvLayer> PublishedBackbone::layers() const {
  return {affine, wide, octaves, neck, frame_head, onset_hidden, onset_head};
}

int PublishedBackbone::context_frames() const {
  // The two heads hang on the same layers; the onset's reaches farther.
  int context = 0;
  for (const ConvLayer& each : {wide, octaves, neck, onset_head}) context += each.context_frames();
  return context + std::max(frame_head.context_frames(), onset_hidden.context_frames());
}

}  // namespace divisi::models
