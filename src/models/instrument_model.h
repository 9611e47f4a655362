/// An instrument network with its weights (models/instrument_net.h), ready to run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "models/inference_ops.h"
#include "models/instrument_net.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The sizes as named numbers, for the weights file.
std::map<std::string, std::vector<double>> parameters_of(const InstrumentNetSpec& spec);

/// Back from a file; nothing when it holds no instrument network. Errors: corrupt, naming the size.
Expected<std::optional<InstrumentNetSpec>> instrument_spec_from(const nn::WeightsFile& file);

/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class InstrumentModel {
 public:
  /// That in a weights file, if there is one; the file may hold other networks as well.
  /// Errors    corrupt, naming the size or tensor that does not fit.
  static Expected<std::optional<InstrumentModel>> load(nn::WeightsFile& file);

  const InstrumentNetSpec& spec() const { return spec_; }

  /// Notes' patches [N, T, I] (parts/note_patch.h) -> [N, K + V]: logits of families, then the
  /// numbers of timbre. What one note gets does not depend on the others.
  std::vector<float> run(const nn::Map& patches, Workspace& workspace) const;

 private:
  InstrumentModel(const InstrumentNetSpec& spec, LayerWeights weights);

  InstrumentNetSpec spec_;
  InstrumentNet net_;
  LayerWeights weights_;
};

}  // namespace divisi::models
