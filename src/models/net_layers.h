/// All that a network has weights in, described apart from the weights.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "models/conv_layer.h"

namespace divisi::models {

/// What has a few weights of its own and leaves the shape of its input as it is.
enum class CellLayerKind {
  scale_shift,   ///< k x + b, two numbers for the whole map
  group_norm,    ///< Wu and He 2018: mean and variance of a group of channels over the whole clip
  channel_norm,  ///< Ba et al. 2016, over the channels of each cell
  centre_norm,   ///< each channel less its mean over the clip, over its sample deviation, times k
  prelu,         ///< He et al. 2015: below zero, times a learned slope
  standardise    ///< each channel less its mean, over its deviation, both of what training has
                 ///< seen: Ioffe and Szegedy 2015 without scale and shift, hence no parameters
};

struct CellLayer {
  std::string name;
  CellLayerKind kind = CellLayerKind::scale_shift;
  int channels = 1;
  int groups = 1;        ///< of group_norm
  double epsilon = 0.0;  ///< keeps divisions away from zero

  long parameter_count() const;
};

/// Vectors that are learned as they are, whatever the input.
struct LearnedTable {
  std::string name;
  int rows = 1;
  int columns = 1;

  long parameter_count() const { return static_cast<long>(rows) * columns; }
};

/// Two recurrent networks over a whole window, one from its beginning and one from its end:
/// [T, 1, I] -> [T, 1, 2 H].
///
/// Source    Hochreiter and Schmidhuber 1997 with forget gates (Gers et al. 2000); Graves and
///           Schmidhuber 2005. Parameters are counted as libtorch does, with two vectors of biases.
struct LstmLayer {
  std::string name;
  int in_channels = 1;   ///< I
  int channels = 1;      ///< H, of each direction
  double dropout = 0.0;  ///< share of its input that training hides (Srivastava et al. 2014)

  long parameter_count() const;
  long multiplications_per_frame() const;
};

/// In the order in which they run, kind by kind; no two of one name.
struct NetLayers {
  std::vector<ConvLayer> convs;
  std::vector<CellLayer> cells = {};
  std::vector<LstmLayer> lstms = {};
  std::vector<LearnedTable> tables = {};

  NetLayers() = default;
  /// A network of convolutions alone.
  NetLayers(std::vector<ConvLayer> all) : convs(std::move(all)) {}  // NOLINT(google-explicit-*)

  long parameter_count() const;
};

}  // namespace divisi::models
