/// A drum network with its weights, ready to listen.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "models/drum_net.h"
#include "models/inference_ops.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// How weights files name this architecture.
inline constexpr const char* kDrumNetName = "divisi-drum-net";

/// The sizes of the network as named numbers, for the weights file; and back.
/// Errors    corrupt, naming a size that is missing or makes no network.
std::map<std::string, std::vector<double>> parameters_of(const DrumNetSpec& spec);
Expected<DrumNetSpec> drum_net_spec_from(const nn::WeightsFile& file);

/// Of a stretch of frames [T, 10]: probability of a hit, its velocity over 127, and the likeliest
/// of the drum's keys over 128. The latter two mean something near hits only.
struct DrumMaps {
  Map2d hit;
  Map2d velocity;
  Map2d key;
};

/// Shapes    features [T, B, M] -> DrumMaps [T, 10].
/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class DrumModel {
 public:
  /// Errors    unsupported (weights of another architecture), corrupt (a tensor or size that does
  ///           not fit, naming it).
  static Expected<DrumModel> load(nn::WeightsFile& file);

  const DrumNetSpec& spec() const { return spec_; }

  /// As NoteModel::context_frames().
  int context_frames() const { return net_.context_frames(); }

  /// As NoteModel::run().
  void run(const nn::Map& features, DrumMaps& out, Workspace& workspace) const;

 private:
  DrumModel(const DrumNetSpec& spec, LayerWeights weights);

  DrumNetSpec spec_;
  DrumNet net_;
  LayerWeights weights_;
};

}  // namespace divisi::models
