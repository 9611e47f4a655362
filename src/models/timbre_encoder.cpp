#include "models/timbre_encoder.h"

#include "models/slot_layers.h"
#include "models/slot_net.h"

namespace divisi::models {
namespace {

constexpr int kPooled = 512;
constexpr int kHidden = 192;

}  // namespace

TimbreEncoder::TimbreEncoder()
    : stack(slot_harmonics()),
      stages{{conv_block("stage.1", 216, kSlotInputChannels, 64, 9, 3), 3, 1},
             {conv_block("stage.2", 72, 64, 64, 3, 3), 2, 2},
             {conv_block("stage.3", 36, 64, 128, 3, 3), 2, 2},
             {conv_block("stage.4", 18, 128, 128, 3, 3)},
             {conv_block("stage.5", 18, 128, kPooled / 2, 3, 3)}},
      pooled_norm(layer_norm("pooled.norm", kPooled)),
      hidden(linear_layer("hidden", 1, kPooled, kHidden)),
      hidden_norm(layer_norm("hidden.norm", kHidden)),
      out(linear_layer("out", 1, kHidden, kSlotTimbreDimensions)) {}

NetLayers TimbreEncoder::layers() const {
  NetLayers all;
  for (const Stage& stage : stages) all.convs.push_back(stage.conv);
  all.convs.insert(all.convs.end(), {hidden, out});
  all.cells = {pooled_norm, hidden_norm};
  return all;
}

}  // namespace divisi::models
