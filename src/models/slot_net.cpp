#include "models/slot_net.h"

#include "models/slot_layers.h"

namespace divisi::models {
namespace {

constexpr int kPolyphonyBands = kSlotPitches / 6;
constexpr int kPolyphonyChannels = 16;

SlotNet::Head head(const std::string& name, int in_channels, int hidden, int out_channels) {
  return {layer_norm(name + ".norm", in_channels),
          linear_layer(name + ".hidden", 1, in_channels, hidden),
          linear_layer(name + ".out", 1, hidden, out_channels)};
}

SlotNet::Step step(const std::string& name) {
  constexpr int d = kSlotDimensions;
  return {layer_norm(name + ".norm", d), linear_layer(name + ".query", 1, d, d),
          linear_layer(name + ".key", kSlotPitches, d, d),
          linear_layer(name + ".value", kSlotPitches, d, d), head(name + ".refine", d, 2 * d, d)};
}

void append(const SlotNet::Head& head, NetLayers& layers) {
  layers.cells.push_back(head.norm);
  layers.convs.insert(layers.convs.end(), {head.hidden, head.out});
}

void append(const std::vector<ConvLayer>& convs, NetLayers& layers) {
  layers.convs.insert(layers.convs.end(), convs.begin(), convs.end());
}

}  // namespace

SlotNet::SlotNet(const SlotNetSpec& chosen)
    : spec(chosen),
      stack(slot_harmonics()),
      trunk{conv_block("trunk.1", kSlotBins, kSlotInputChannels, 32, 5, 5),
            conv_block("trunk.2", kSlotBins, 32, 32, 3, 3),
            conv_block("trunk.3", kSlotBins, 32, 64, 39, 3)},
      mixture_hidden(conv_block("mixture.hidden", kSlotBins, 64, 64, 3, 3)),
      mixture_out(linear_layer("mixture.out", kSlotBins, 64, 1)),
      share(conv_block("share", kSlotBins, 64, kSlotChannels, 3, 3)),
      token(linear_layer("token", kSlotPitches, kSlotChannels, kSlotDimensions)),
      token_norm(layer_norm("token.norm", kSlotDimensions)),
      queries{"queries", chosen.slots, kSlotDimensions},
      mask_norm(layer_norm("mask.norm", kSlotDimensions)),
      mask_slot(linear_layer("mask.slot", 1, kSlotDimensions, kSlotDimensions)),
      mask_token(linear_layer("mask.token", kSlotPitches, kSlotDimensions, kSlotDimensions)),
      activity(head("activity", kSlotDimensions, kSlotDimensions, 1)),
      timbre(head("timbre", kSlotDimensions, kSlotDimensions, kSlotTimbreDimensions)),
      film(head("film", kSlotTimbreDimensions, kSlotDimensions, 2 * kSlotChannels)),
      decoder{conv_block("decoder.1", kSlotPitches, kSlotChannels, 32, 3, 3),
              conv_block("decoder.2", kSlotPitches, 32, 32, 3, 3),
              linear_layer("decoder.out", kSlotPitches, 32, 1)},
      polyphony_maps{conv_block("polyphony.1", kSlotPitches, 64, 64, 3, 3),
                     conv_block("polyphony.2", kSlotPitches, 64, kPolyphonyChannels, 3, 3)},
      polyphony_lines{linear_layer("polyphony.line", 1, kPolyphonyBands * kPolyphonyChannels,
                                   kPolyphonyBands * kPolyphonyChannels, 7),
                      linear_layer("polyphony.out", 1, kPolyphonyBands * kPolyphonyChannels,
                                   kSlotPolyphonyClasses)} {
  polyphony_lines.front().activation = nn::Activation::relu;
  for (int i = 1; i <= kSlotSteps; ++i) steps.push_back(step("step." + std::to_string(i)));
}

NetLayers SlotNet::layers() const {
  NetLayers all;
  append(trunk, all);
  append({mixture_hidden, mixture_out, share, token}, all);
  all.cells.push_back(token_norm);
  all.tables.push_back(queries);
  for (const Step& step : steps) {
    all.cells.push_back(step.norm);
    append({step.query, step.key, step.value}, all);
    append(step.refine, all);
  }
  all.cells.push_back(mask_norm);
  append({mask_slot, mask_token}, all);
  append(activity, all);
  if (spec.timbre) append(timbre, all);
  if (spec.film) append(film, all);
  append(decoder, all);
  if (spec.polyphony) {
    append(polyphony_maps, all);
    append(polyphony_lines, all);
  }
  return all;
}

int SlotNet::context_frames() const {
  const auto reach = [](const std::vector<ConvLayer>& layers) {
    int frames = 0;
    for (const ConvLayer& layer : layers) frames += layer.context_frames();
    return frames;
  };
  const int counted = reach(polyphony_maps) + reach(polyphony_lines);
  const int decoded = share.context_frames() + reach(decoder);
  return reach(trunk) + (spec.polyphony && counted > decoded ? counted : decoded);
}

const std::vector<SlotExperiment>& slot_experiments() {
  static const SlotNetSpec families{.slots = 4};
  static const SlotNetSpec with_timbre{.slots = 8, .timbre = true};
  static const SlotNetSpec with_film{.slots = 8, .timbre = true, .film = true};
  static const SlotNetSpec all{.slots = 8, .timbre = true, .film = true, .polyphony = true};
  static const std::vector<SlotExperiment> experiments = {
      {"slot-1a", families},    {"slot-1b", families},  {"slot-1c", families},
      {"slot-2a", with_timbre}, {"slot-2b", with_film}, {"slot-3a", all},
      {"slot-3b", all},         {"slot-3c", all}};
  return experiments;
}

}  // namespace divisi::models
