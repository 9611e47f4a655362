#include "models/note_memory.h"

namespace divisi::models {

std::string first_nonsense(const NoteMemorySpec& spec) {
  bool sizes_are_sane = true;
  visit_memory_sizes(spec, [&](const std::string& name, int size) {
    sizes_are_sane = sizes_are_sane && size >= (name == "layers" ? 0 : 1) && size <= 4096;
  });
  if (sizes_are_sane && spec.channels % spec.heads == 0) return {};
  return "sizes of the network must be 1 to 4096, layers 0 to 4096, channels a multiple of heads";
}

NoteMemory::NoteMemory(const NoteMemorySpec& spec, const std::string& prefix)
    : relation(item_layer(prefix + "relation", spec.relation_numbers, spec.relation_channels,
                          nn::Activation::relu, 2 * spec.reach + 1)),
      begin(item_layer(prefix + "begin", spec.item_numbers, spec.channels)),
      direct(item_layer(prefix + "direct", spec.item_numbers, spec.dimensions)),
      end(item_layer(prefix + "end", spec.channels, spec.dimensions)) {
  for (int b = 0; b < spec.layers; ++b) {
    const std::string name = prefix + "block" + std::to_string(b) + ".";
    const int c = spec.channels;
    blocks.push_back({item_layer(name + "query", c, c), item_layer(name + "key", c, c),
                      item_layer(name + "value", c, c),
                      item_layer(name + "bias", spec.relation_channels, spec.heads,
                                 nn::Activation::none, 2 * spec.reach + 1),
                      item_layer(name + "mix", c, c),
                      item_layer(name + "hidden", c, spec.hidden_channels, nn::Activation::relu),
                      item_layer(name + "out", spec.hidden_channels, c)});
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
