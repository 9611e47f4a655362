/// Line charts: losses over steps, precision against recall.
///
/// Errors    io. Any numbers give a picture: what is not finite leaves a gap, and on a logarithmic
///           axis so does what is not positive.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "divisi/error.h"
#include "draw/canvas.h"

namespace divisi::draw {

struct Series {
  std::string name;
  std::vector<Point> points;  ///< (x, y)
  bool dashed = false;
  bool faint = false;  ///< for raw values behind their smoothed curve
};

struct Axis {
  std::string label;
  bool logarithmic = false;
  std::optional<std::pair<double, double>> range;  ///< else from the points
};

struct Chart {
  std::string title;
  Axis x;
  Axis y;
  std::vector<Series> series;
};

/// Charts side by side, wrapping after `columns`.
Canvas draw_charts(const std::vector<Chart>& charts, int columns = 2);

Expected<void> write_charts(const std::vector<Chart>& charts, const std::filesystem::path& path,
                            int columns = 2);

}  // namespace divisi::draw
