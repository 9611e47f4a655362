/// Cerberus with its weights (models/cerberus_net.h), ready to run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "models/cerberus_net.h"
#include "models/inference_ops.h"
#include "nn/lstm.h"
#include "nn/weights_file.h"

namespace divisi::models {

/// The choices as named numbers, for the weights file; `thresholds` may be empty.
std::map<std::string, std::vector<double>> parameters_of(const CerberusNetSpec& spec,
                                                         const std::vector<double>& thresholds);

/// Back from a file. Errors: corrupt, naming what makes no sense.
Expected<CerberusNetSpec> cerberus_spec_from(const nn::WeightsFile& file);

/// From which probability on a cell of each instrument's roll sounds.
inline constexpr double kCerberusThreshold = 0.4;
inline constexpr double kCerberusDrumThreshold = 0.1;

/// Both directions of a layer.
struct LstmPair {
  nn::Lstm forward;
  nn::Lstm backward;
};

/// Thread    immutable after load(): run() may be called from many threads, each with a Workspace.
class CerberusModel {
 public:
  /// Errors    unsupported (weights of another architecture), corrupt (naming what does not fit).
  static Expected<CerberusModel> load(nn::WeightsFile& file);

  const CerberusNetSpec& spec() const { return net_.spec; }
  /// [N], chosen on validation pieces; where a file has none, the two above.
  const std::vector<double>& thresholds() const { return thresholds_; }

  /// Several windows of one length side by side: level_db [T B, 1, 513], frame t of window b at row
  /// t B + b; outputs likewise. Requires: windows >= 1 divides the rows.
  CerberusOutputs<InferenceOps::Tensor> run(const nn::Map& level_db, int windows,
                                            Workspace& workspace) const;

 private:
  explicit CerberusModel(const CerberusNetSpec& spec) : net_(spec) {}
  Expected<void> read_thresholds(const nn::WeightsFile& file);
  Expected<void> read_norm(nn::WeightsFile& file);

  CerberusNet net_;
  std::vector<double> thresholds_;
  std::vector<float> mean_, inverse_deviation_;  ///< of each bin
  std::map<std::string, LstmPair> lstms_;
  LayerWeights layers_;
};

}  // namespace divisi::models
