#include "models/net_layers.h"

#include "models/describe.h"

namespace divisi::models {

long CellLayer::parameter_count() const {
  switch (kind) {
    case CellLayerKind::scale_shift:
      return 2;
    case CellLayerKind::group_norm:
    case CellLayerKind::channel_norm:
      return 2L * channels;
    case CellLayerKind::centre_norm:
      return channels;
    case CellLayerKind::prelu:
      return 1;
    case CellLayerKind::standardise:
      return 0;
  }
  return 0;
}

long LstmLayer::multiplications_per_frame() const {
  return 2L * 4 * channels * (in_channels + channels);
}

long LstmLayer::parameter_count() const { return multiplications_per_frame() + 2L * 8 * channels; }

long NetLayers::parameter_count() const {
  long count = models::parameter_count(convs);
  for (const CellLayer& layer : cells) count += layer.parameter_count();
  for (const LstmLayer& layer : lstms) count += layer.parameter_count();
  for (const LearnedTable& table : tables) count += table.parameter_count();
  return count;
}

}  // namespace divisi::models
