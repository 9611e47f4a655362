/// Which networks can be trained; without libtorch, so that reading a recipe does not need it.
#pragma once

#include <string>
#include <vector>

namespace divisi::train {

/// All names that make_architecture() knows (train/architecture.h).
std::vector<std::string> trainable_models();

}  // namespace divisi::train
