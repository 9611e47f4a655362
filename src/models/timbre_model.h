/// A timbre network with its weights, ready to listen.
#pragma once

#include "divisi/error.h"
#include "models/inference_ops.h"
#include "models/timbre_net.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The sizes of the network as named numbers, for the weights file; and back.
std::map<std::string, std::vector<double>> parameters_of(const TimbreNetSpec& spec);
Expected<TimbreNetSpec> timbre_net_spec_from(const nn::WeightsFile& file);

/// Shapes    features [T, 288, M] -> vectors [T, 88, D].
/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class TimbreModel {
 public:
  /// Takes its layers; the file may hold a memory as well (models/memory_model.h).
  /// Errors    unsupported (weights of another architecture), corrupt (a tensor or size that does
  ///           not fit, naming it).
  static Expected<TimbreModel> load(nn::WeightsFile& file);

  const TimbreNetSpec& spec() const { return spec_; }

  /// As NoteModel::context_frames().
  int context_frames() const { return net_.context_frames(); }

  /// As NoteModel::run().
  void run(const nn::Map& features, nn::Map& out, Workspace& workspace) const;

 private:
  TimbreModel(const TimbreNetSpec& spec, LayerWeights weights);

  TimbreNetSpec spec_;
  NoteNet net_;
  LayerWeights weights_;
};

}  // namespace divisi::models
