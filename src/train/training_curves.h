/// A run's curves as a picture: losses, and how good the network is on the validation set.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "divisi/error.h"

namespace divisi::train {

struct LogRow;

/// `rows` as in log.csv, of a network with `output_count` outputs. Errors: io.
Expected<void> draw_curves(const std::vector<LogRow>& rows, std::size_t output_count,
                           const std::filesystem::path& path);

}  // namespace divisi::train
