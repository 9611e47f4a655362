#include "models/note_net.h"

namespace divisi::models {
namespace {

/// Every pitch and the pitches at `steps` from it, at the same time.
std::vector<nn::Tap> across_pitch(const std::vector<int>& steps) {
  return nn::shifted_taps(steps, nn::rectangle_taps(0, 0, 0));
}

/// A convolution over the pitches, with batch norm and ReLU.
ConvLayer pitch_layer(const NoteNetSpec& spec, std::string name, std::vector<nn::Tap> taps,
                      int in_channels, int out_channels) {
  ConvLayer layer;
  layer.name = std::move(name);
  layer.conv.taps = std::move(taps);
  layer.conv.in_channels = in_channels;
  layer.conv.out_channels = out_channels;
  layer.conv.in_positions = layer.conv.out_positions = spec.pitch_count;
  layer.batch_norm = true;
  layer.activation = nn::Activation::relu;
  return layer;
}

ConvLayer stem_layer(const NoteNetSpec& spec) {
  const int centre_bin = spec.bins_per_pitch / 2;
  const int reach_bins = spec.stem_bins / 2;
  ConvLayer layer;
  layer.name = "stem";
  layer.conv.taps = nn::shifted_taps(
      spec.harmonic_bins,
      nn::rectangle_taps(centre_bin - reach_bins, centre_bin + reach_bins, spec.stem_frames / 2));
  layer.conv.in_channels = spec.map_count;
  layer.conv.out_channels = spec.channels;
  layer.conv.in_positions = spec.bin_count;
  layer.conv.out_positions = spec.pitch_count;
  layer.conv.stride = spec.bins_per_pitch;
  layer.conv.position_bias = true;
  layer.bias = true;
  layer.batch_norm = true;
  layer.activation = nn::Activation::relu;
  return layer;
}

ConvLayer output_layer(const NoteNetSpec& spec, int outputs, nn::Activation activation) {
  ConvLayer layer =
      pitch_layer(spec, "head.out", nn::rectangle_taps(0, 0, 0), spec.head_channels, outputs);
  layer.bias = true;
  layer.batch_norm = false;
  layer.activation = activation;
  return layer;
}

}  // namespace

NoteNet::NoteNet(const NoteNetSpec& spec) : NoteNet(spec, kNoteOutputs) {
  head.activation = nn::Activation::sigmoid;
}

NoteNet::NoteNet(const NoteNetSpec& spec, int outputs)
    : stem(stem_layer(spec)),
      head_hidden(pitch_layer(spec, "head.hidden", nn::rectangle_taps(0, 0, 1), spec.channels,
                              spec.head_channels)),
      head(output_layer(spec, outputs, nn::Activation::none)) {
  for (std::size_t i = 0; i < spec.time_dilations.size(); ++i) {
    const std::string prefix = "block" + std::to_string(i + 1);
    blocks.push_back(
        {pitch_layer(spec, prefix + ".time", nn::rectangle_taps(0, 0, 1, spec.time_dilations[i]),
                     spec.channels, spec.bottleneck_channels),
         pitch_layer(spec, prefix + ".pitch", across_pitch(spec.pitch_steps),
                     spec.bottleneck_channels, spec.channels)});
  }
}

std::vector<ConvLayer> NoteNet::layers() const {
  std::vector<ConvLayer> all = {stem};
  for (const Block& block : blocks) {
    all.push_back(block.time);
    all.push_back(block.pitch);
  }
  all.push_back(head_hidden);
  all.push_back(head);
  return all;
}

int NoteNet::context_frames() const {
  int context = 0;
  for (const ConvLayer& layer : layers()) context += layer.context_frames();
  return context;
}

}  // namespace divisi::models
