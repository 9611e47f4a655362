/// From a weights file back to a network that can be trained or asked.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "train/architecture.h"
#include "train/checkpoint.h"
#include "train/step_loop.h"
#include "train/torch_net.h"

namespace divisi::train {

/// Fills `net` with what export_weights() wrote of the same architecture and sizes.
/// Errors    those of reading weights; corrupt, naming the tensor that does not fit or is missing;
///           `net` is not to be used after an error.
Expected<void> import_weights(const std::filesystem::path& path, const Architecture& architecture,
                              TorchNet& net);

/// Lets a run that has done no step begin with the weights of `layers` in `path` instead of random
/// ones; the file may hold other networks beside this one. Does nothing when `path` is empty, or
/// when the run has done a step. A layer may have got more inputs, behind those that it has in
/// the file: their weights begin at 0, so that at first they change nothing. Outputs that it has
/// got likewise, and layers that the file lacks, begin with random weights, unless it lacks all
/// layers. Errors    as import_weights().
Expected<void> begin_with(const std::filesystem::path& path, const models::NetLayers& layers,
                          RunState& state, const LogLine& log);

/// Where a run finds what it goes on with.
struct RunOrigin {
  std::filesystem::path run_directory;  ///< its checkpoint, if there is one
  std::filesystem::path begin_with;     ///< else these weights, if any
  models::NetLayers layers;             ///< that such a file holds
};
/// resume_run(), or else begin_with(). Errors: theirs.
Expected<void> resume_or_begin(const RunOrigin& origin, RunState& state, torch::Device device,
                               const LogLine& log);

}  // namespace divisi::train
