#include "models/note_slots.h"

namespace divisi::models {

NoteMemorySpec note_slots_spec(int item_numbers, int relation_numbers) {
  return {.item_numbers = item_numbers,
          .relation_numbers = relation_numbers,
          .reach = kMostSlots - 1,
          .channels = 48,
          .heads = 4,
          .layers = 2,
          .hidden_channels = 96,
          .relation_channels = 24,
          .dimensions = 24};
}

NoteSlots::NoteSlots(const NoteMemorySpec& spec)
    : look(spec, kNoteSlotsPrefix),
      pair_hidden(item_layer(kNoteSlotsPrefix + std::string("pair_hidden"), spec.relation_channels,
                             spec.relation_channels, nn::Activation::relu, 2 * spec.reach + 1)),
      pair_out(item_layer(kNoteSlotsPrefix + std::string("pair_out"), spec.relation_channels, 1,
                          nn::Activation::none, 2 * spec.reach + 1)),
      activity(item_layer(kNoteSlotsPrefix + std::string("activity"), spec.channels, 1)) {}

std::vector<ConvLayer> NoteSlots::all_layers() const {
  std::vector<ConvLayer> all = look.all_layers();
  for (const ConvLayer* layer : {&pair_hidden, &pair_out, &activity}) all.push_back(*layer);
  return all;
}

long NoteSlots::parameter_count() const {
  long count = 0;
  for (const ConvLayer& layer : all_layers()) count += layer.parameter_count();
  return count;
}

}  // namespace divisi::models
