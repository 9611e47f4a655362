/// A run's curves as a picture: losses, and how good the network is on the validation set.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "divisi/error.h"

namespace divisi::train {

struct LogRow;

/// `rows` as in log.csv, with `loss_part_count` parts of the loss. Errors: io.
Expected<void> draw_curves(const std::vector<LogRow>& rows, std::size_t loss_part_count,
                           const std::vector<Figure>& figures, const std::filesystem::path& path);

}  // namespace divisi::train
