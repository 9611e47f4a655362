/// Points of several groups in a plane whose axes mean nothing: embeddings made flat.
///
/// Errors    io. Points that are not finite are left out.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "draw/canvas.h"

namespace divisi::draw {

struct PointGroup {
  std::string name;  ///< written beside the group's middle
  std::vector<Point> points;
};

/// A colour for each group, evenly around the circle of hues.
Canvas draw_scatter(const std::string& title, const std::vector<PointGroup>& groups);

Expected<void> write_scatter(const std::string& title, const std::vector<PointGroup>& groups,
                             const std::filesystem::path& path);

}  // namespace divisi::draw
