#include "models/note_memory.h"

namespace divisi::models {
namespace {

/// One item at a time, from `in` numbers to `out`.
ConvLayer linear(const std::string& name, int in, int out,
                 nn::Activation activation = nn::Activation::none, int positions = 1) {
  ConvLayer layer;
  layer.name = "memory." + name;
  layer.conv.taps = {{0, 0}};
  layer.conv.in_channels = in;
  layer.conv.out_channels = out;
  layer.conv.in_positions = layer.conv.out_positions = positions;
  layer.bias = true;
  layer.activation = activation;
  return layer;
}

}  // namespace

NoteMemory::NoteMemory(const NoteMemorySpec& spec)
    : relation(linear("relation", spec.relation_numbers, spec.relation_channels,
                      nn::Activation::relu, 2 * spec.reach + 1)),
      begin(linear("begin", spec.item_numbers, spec.channels)),
      direct(linear("direct", spec.item_numbers, spec.dimensions)),
      end(linear("end", spec.channels, spec.dimensions)) {
  for (int b = 0; b < spec.layers; ++b) {
    const std::string name = "block" + std::to_string(b) + ".";
    const int c = spec.channels;
    blocks.push_back({linear(name + "query", c, c), linear(name + "key", c, c),
                      linear(name + "value", c, c),
                      linear(name + "bias", spec.relation_channels, spec.heads,
                             nn::Activation::none, 2 * spec.reach + 1),
                      linear(name + "mix", c, c),
                      linear(name + "hidden", c, spec.hidden_channels, nn::Activation::relu),
                      linear(name + "out", spec.hidden_channels, c)});
  }
}

std::vector<ConvLayer> NoteMemory::all_layers() const {
  std::vector<ConvLayer> all = {relation, begin};
  for (const Block& block : blocks) {
    for (const ConvLayer* layer : {&block.query, &block.key, &block.value, &block.bias, &block.mix,
                                   &block.hidden, &block.out})
      all.push_back(*layer);
  }
  all.push_back(direct);
  all.push_back(end);
  return all;
}

long NoteMemory::parameter_count() const {
  long count = 0;
  for (const ConvLayer& layer : all_layers()) count += layer.parameter_count();
  return count;
}

}  // namespace divisi::models
