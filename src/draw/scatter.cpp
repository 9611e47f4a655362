#include "draw/scatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace divisi::draw {
namespace {

constexpr int kSide_px = 1000;
constexpr double kMargin_px = 70.0;
constexpr double kTurn = 222.5;  // degrees: neighbours in the list differ in hue, too
const Colour kInk = rgb(0x1F2430);

bool is_finite(const Point& point) {
  return std::isfinite(point.first) && std::isfinite(point.second);
}

/// From the points' square onto the picture's, the same scale both ways.
class Projection {
 public:
  explicit Projection(const std::vector<PointGroup>& groups) {
    double low_x = std::numeric_limits<double>::infinity(), high_x = -low_x;
    double low_y = low_x, high_y = -low_x;
    for (const PointGroup& group : groups) {
      for (const Point& point : group.points) {
        if (!is_finite(point)) continue;
        low_x = std::min(low_x, point.first), high_x = std::max(high_x, point.first);
        low_y = std::min(low_y, point.second), high_y = std::max(high_y, point.second);
      }
    }
    if (low_x > high_x) return;
    middle_ = {low_x + (high_x - low_x) / 2.0, low_y + (high_y - low_y) / 2.0};
    const double span = std::max(high_x - low_x, high_y - low_y);
    if (span > 0.0 && std::isfinite(span)) scale_ = (kSide_px - 2.0 * kMargin_px) / span;
  }

  Point operator()(const Point& point) const {
    return {kSide_px / 2.0 + (point.first - middle_.first) * scale_,
            kSide_px / 2.0 + 20.0 - (point.second - middle_.second) * scale_};
  }

 private:
  Point middle_{0.0, 0.0};
  double scale_ = 1.0;
};

}  // namespace

Canvas draw_scatter(const std::string& title, const std::vector<PointGroup>& groups) {
  Canvas canvas(kSide_px, kSide_px, rgb(0xFFFFFF));
  canvas.text({kMargin_px / 2.0, 28.0}, title, {16.0, kInk, 0.0, true, false});
  const Projection place(groups);
  const auto colour_of = [](std::size_t group, double lightness) {
    return from_lch(lightness, 60.0, std::fmod(kTurn * static_cast<double>(group), 360.0));
  };
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const Point& point : groups[g].points) {
      if (is_finite(point)) canvas.dot(place(point), 5.0, colour_of(g, 60.0).with_alpha(0.8));
    }
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {  // names lie above all points
    Point sum{0.0, 0.0};
    double count = 0.0;
    for (const Point& point : groups[g].points) {
      if (!is_finite(point)) continue;
      sum = {sum.first + point.first, sum.second + point.second};
      count += 1.0;
    }
    if (count == 0.0) continue;
    canvas.text(place({sum.first / count, sum.second / count}), groups[g].name,
                {12.0, colour_of(g, 35.0), 0.5, true, false});
  }
  return canvas;
}

Expected<void> write_scatter(const std::string& title, const std::vector<PointGroup>& groups,
                             const std::filesystem::path& path) {
  return draw_scatter(title, groups).write_png(path);
}

}  // namespace divisi::draw
