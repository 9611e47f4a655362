/// A share network with its weights (models/share_net.h), ready to run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "models/inference_ops.h"
#include "models/share_net.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The sizes as named numbers, for the weights file.
std::map<std::string, std::vector<double>> parameters_of(const ShareNetSpec& spec);

/// Back from a file; nothing when it holds no share network. Errors: corrupt, naming the size.
Expected<std::optional<ShareNetSpec>> share_spec_from(const nn::WeightsFile& file);

/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class ShareModel {
 public:
  /// That in a weights file, if there is one; the file may hold other networks as well.
  /// Errors    corrupt, naming the size or tensor that does not fit.
  static Expected<std::optional<ShareModel>> load(nn::WeightsFile& file);

  const ShareNetSpec& spec() const { return spec_; }

  /// Frames before and after one that its corrections depend on.
  int context_frames() const { return net_.context_frames(); }

  /// A part's cells [T, P, I] (separate/share_cells.h) -> corrections [T, 2 P]: of every band.
  std::vector<float> run(const nn::Map& cells, Workspace& workspace) const;

 private:
  ShareModel(const ShareNetSpec& spec, LayerWeights weights);

  ShareNetSpec spec_;
  ShareNet net_;
  LayerWeights weights_;
};

}  // namespace divisi::models
