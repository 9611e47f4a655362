/// From a weights file back to a network that can be trained or asked.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "train/architecture.h"
#include "train/torch_net.h"

namespace divisi::train {

/// Fills `net` with what export_weights() wrote of the same architecture and sizes.
/// Errors    those of reading weights; corrupt, naming the tensor that does not fit or is missing;
///           `net` is not to be used after an error.
Expected<void> import_weights(const std::filesystem::path& path, const Architecture& architecture,
                              TorchNet& net);

}  // namespace divisi::train
