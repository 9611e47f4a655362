#include "models/describe.h"

#include <cstdio>

namespace divisi::models {
namespace {

std::string shape_of(const ConvLayer& layer) {
  const nn::TapConvSpec& conv = layer.conv;
  return std::to_string(conv.in_positions) + " x " + std::to_string(conv.in_channels) + " -> " +
         std::to_string(conv.out_positions) + " x " + std::to_string(conv.out_channels);
}

const char* name_of(CellLayerKind kind) {
  static constexpr const char* kNames[] = {"k x + b",     "group norm", "channel norm",
                                           "centre norm", "PReLU",      "standardise"};
  return kNames[static_cast<int>(kind)];
}

std::string row(const std::string& name, const std::string& shape, const std::string& taps,
                long parameters, long multiplications) {
  char text[160];
  std::snprintf(text, sizeof(text), "%-20s %-22s %5s %11ld %18ld\n", name.c_str(), shape.c_str(),
                taps.c_str(), parameters, multiplications);
  return text;
}

}  // namespace

long parameter_count(const std::vector<ConvLayer>& layers) {
  long count = 0;
  for (const ConvLayer& layer : layers) count += layer.parameter_count();
  return count;
}

std::string describe_layers(const NetLayers& layers, int context, const std::string& of) {
  char head[160];
  std::snprintf(head, sizeof(head), "%-20s %-22s %5s %11s %18s\n", "layer", "shape (P x C)", "taps",
                "parameters", "multiplications/T");
  std::string text = head;
  long multiplications = 0;
  for (const ConvLayer& layer : layers.convs) {
    text += row(layer.name, shape_of(layer), std::to_string(layer.conv.taps.size()),
                layer.parameter_count(), layer.multiplications_per_frame());
    multiplications += layer.multiplications_per_frame();
  }
  for (const CellLayer& layer : layers.cells) {
    text += row(layer.name, name_of(layer.kind) + (" of " + std::to_string(layer.channels)), "",
                layer.parameter_count(), 0);
  }
  for (const LstmLayer& layer : layers.lstms) {
    const std::string shape =
        "1 x " + std::to_string(layer.in_channels) + " -> 1 x 2*" + std::to_string(layer.channels);
    text +=
        row(layer.name, shape, "LSTM", layer.parameter_count(), layer.multiplications_per_frame());
    multiplications += layer.multiplications_per_frame();
  }
  for (const LearnedTable& table : layers.tables) {
    text += row(table.name, std::to_string(table.rows) + " x " + std::to_string(table.columns), "",
                table.parameter_count(), 0);
  }
  text += row("total", "", "", layers.parameter_count(), multiplications);
  return text + "context: " + std::to_string(context) + " " + of + " on either side\n";
}

}  // namespace divisi::models
