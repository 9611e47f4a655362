/// What the clustering losses are called; apart from them, so that recipes need no libtorch.
#pragma once

#include <string>
#include <vector>

namespace divisi::cerberus {

/// "classic", "whitened", "whitened_stable".
const std::vector<std::string>& clustering_losses();

}  // namespace divisi::cerberus
