#include "models/instrument_net.h"

#include <algorithm>

namespace divisi::models {
namespace {

constexpr int kMostSize = 4096;

/// Three frames `dilation` apart, with batch norm and ReLU.
ConvLayer time_layer(std::string name, int frames, int in_channels, int out_channels,
                     int dilation) {
  ConvLayer layer =
      item_layer(std::move(name), in_channels, out_channels, nn::Activation::relu, frames);
  layer.conv.taps = {{-dilation, 0}, {0, 0}, {dilation, 0}};
  layer.bias = false;
  layer.batch_norm = true;
  return layer;
}

bool within(const std::vector<int>& sizes, int least, int most) {
  return !sizes.empty() && sizes.size() <= 64 &&
         std::all_of(sizes.begin(), sizes.end(),
                     [&](int size) { return size >= least && size <= most; });
}

}  // namespace

std::string first_nonsense(const InstrumentNetSpec& spec) {
  for (const int size :
       {spec.frames, spec.map_count, spec.bin_count, spec.bins_per_pitch, spec.bins_of_partial,
        spec.pitch_numbers, spec.channels, spec.hidden_channels, spec.families}) {
    if (size < 1 || size > kMostSize) return "sizes of the network must be 1 to 4096";
  }
  if (spec.timbre_numbers < 0 || spec.timbre_numbers > kMostSize)
    return "timbre_numbers must be 0 to 4096";
  if (spec.others < 0 || spec.others > 1) return "others must be 0 or 1";
  if (spec.frames_before < 0 || spec.frames_before >= spec.frames)
    return "frames_before must be 0 or more, and less than frames";
  if (!within(spec.partial_bins, -kMostSize, kMostSize))
    return "partial_bins must be 1 to 64 numbers of -4096 to 4096";
  if (!within(spec.time_dilations, 1, 256)) return "time_dilations must be 1 to 64 of 1 to 256";
  return {};
}

InstrumentNet::InstrumentNet(const InstrumentNetSpec& spec)
    : stem(time_layer(std::string(kInstrumentPrefix) + "stem", spec.frames, spec.numbers(),
                      spec.channels, 1)),
      hidden(item_layer(std::string(kInstrumentPrefix) + "hidden", 2 * spec.channels,
                        spec.hidden_channels, nn::Activation::relu)),
      out(item_layer(std::string(kInstrumentPrefix) + "out", spec.hidden_channels, spec.families)),
      sounding(spec.partial_numbers()) {
  for (const int dilation : spec.time_dilations) {
    const std::string name =
        kInstrumentPrefix + std::string("time") + std::to_string(along_time.size() + 1);
    along_time.push_back(time_layer(name, spec.frames, spec.channels, spec.channels, dilation));
  }
  if (spec.timbre_numbers == 0) return;
  const std::string prefix = kInstrumentPrefix;
  timbre = {item_layer(prefix + "timbre_hidden", 2 * spec.channels, spec.hidden_channels,
                       nn::Activation::relu),
            item_layer(prefix + "timbre", spec.hidden_channels, spec.timbre_numbers)};
}

std::vector<ConvLayer> InstrumentNet::all_layers() const {
  std::vector<ConvLayer> all = {stem};
  all.insert(all.end(), along_time.begin(), along_time.end());
  all.push_back(hidden);
  all.push_back(out);
  all.insert(all.end(), timbre.begin(), timbre.end());
  return all;
}

}  // namespace divisi::models
