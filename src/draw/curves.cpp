#include "draw/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "draw/axis_ticks.h"

namespace divisi::draw {
namespace {

constexpr double kChartWidth_px = 760.0;
constexpr double kChartHeight_px = 470.0;
const Colour kInk = rgb(0x1F2430);
const Colour kQuietInk = rgb(0x667085);
const Colour kGridLine = rgb(0xE4E7EC);

/// Ten colours that keep apart on white (after Okabe and Ito 2008).
Colour series_colour(std::size_t index) {
  constexpr std::uint32_t kColours[] = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00,
                                        0x56B4E9, 0x7A4FBF, 0x8C6D31, 0xB22222, 0x444B59};
  return rgb(kColours[index % std::size(kColours)]);
}

/// One axis, ready to place numbers on.
class Scale {
 public:
  Scale(const Axis& axis, double low, double high)
      : logarithmic_(axis.logarithmic), low_(low), high_(high) {}

  /// 0 at the low end, 1 at the high end; not a number where the axis cannot show it.
  double place(double value) const {
    if (!std::isfinite(value) || (logarithmic_ && value <= 0.0)) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const double low = logarithmic_ ? std::log(low_) : low_;
    const double high = logarithmic_ ? std::log(high_) : high_;
    return ((logarithmic_ ? std::log(value) : value) - low) / (high - low);
  }

  std::vector<Tick> ticks(int most) const {
    return logarithmic_ ? log_ticks(low_, high_, most) : linear_ticks(low_, high_, most);
  }

 private:
  bool logarithmic_;
  double low_;
  double high_;
};

bool usable(double low, double high, bool logarithmic) {
  return std::isfinite(low) && std::isfinite(high) && std::isfinite(high - low) && low < high &&
         (!logarithmic || low > 0.0);
}

/// The range of all points with some air, or a stand-in where there are none.
Scale fit(const Axis& axis, const std::vector<Series>& series, double Point::*coordinate,
          double air) {
  if (axis.range && usable(axis.range->first, axis.range->second, axis.logarithmic)) {
    return {axis, axis.range->first, axis.range->second};
  }
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Series& one : series) {
    for (const Point& point : one.points) {
      const double value = point.*coordinate;
      if (!std::isfinite(point.first) || !std::isfinite(point.second)) continue;
      if (axis.logarithmic && value <= 0.0) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (low > high) return axis.logarithmic ? Scale(axis, 0.1, 1.0) : Scale(axis, 0.0, 1.0);
  if (axis.logarithmic) {
    const double factor = std::max(std::pow(high / low, air), low == high ? 2.0 : 1.0);
    low = std::max(low / factor, std::numeric_limits<double>::min());
    high = std::min(high * factor, std::numeric_limits<double>::max());
  } else {
    const double margin = low == high ? std::max(0.5, std::fabs(low) * 0.1) : (high - low) * air;
    low -= margin;
    high += margin;
  }
  if (!usable(low, high, axis.logarithmic)) return {axis, axis.logarithmic ? 0.1 : 0.0, 1.0};
  return {axis, low, high};
}

void draw_axes(Canvas& canvas, const Rect& area, const Chart& chart, const Scale& x,
               const Scale& y) {
  for (const Tick& tick : y.ticks(6)) {
    const double at = std::floor(area.bottom() - y.place(tick.value) * area.height) + 0.5;
    canvas.line({area.x, at}, {area.right(), at}, {kGridLine, 1.0, false});
    canvas.text({area.x - 8.0, at}, tick.label, {12.0, kQuietInk, 1.0, false, false});
  }
  for (const Tick& tick : x.ticks(8)) {
    const double at = std::floor(area.x + x.place(tick.value) * area.width) + 0.5;
    canvas.line({at, area.y}, {at, area.bottom()}, {kGridLine, 1.0, false});
    canvas.text({at, area.bottom() + 14.0}, tick.label, {12.0, kQuietInk, 0.5, false, false});
  }
  canvas.line({area.x, area.bottom()}, {area.right(), area.bottom()}, {kQuietInk, 1.2, false});
  canvas.line({area.x, area.y}, {area.x, area.bottom()}, {kQuietInk, 1.2, false});
  canvas.text({area.x + area.width / 2.0, area.bottom() + 36.0}, chart.x.label,
              {13.0, kInk, 0.5, false, false});
  canvas.text({area.x - 58.0, area.y + area.height / 2.0}, chart.y.label,
              {13.0, kInk, 0.5, false, true});
  canvas.text({area.x, area.y - 22.0}, chart.title, {16.0, kInk, 0.0, true, false});
}

void draw_series(Canvas& canvas, const Rect& area, const Series& series, const Colour& colour,
                 const Scale& x, const Scale& y) {
  std::vector<Point> line;
  int visible = 0;
  for (const Point& point : series.points) {
    const double across = area.x + x.place(point.first) * area.width;
    const double up = area.bottom() - y.place(point.second) * area.height;
    line.emplace_back(across, up);
    visible += std::isfinite(across) && std::isfinite(up) ? 1 : 0;
  }
  canvas.polyline(line, {colour, series.faint ? 1.0 : 2.0, series.dashed});
  // One point draws no line, and few points are worth seeing each.
  if (visible > 12 || series.faint) return;
  for (const Point& point : line) canvas.dot(point, 3.0, colour);
}

/// In the corner where it hides the fewest points.
Rect legend_place(const Rect& area, double width, double height, const Chart& chart, const Scale& x,
                  const Scale& y) {
  Rect best;
  int fewest = std::numeric_limits<int>::max();
  for (const auto& [right, low] : {std::pair(true, false), std::pair(true, true),
                                   std::pair(false, false), std::pair(false, true)}) {
    const Rect place{right ? area.right() - width - 10.0 : area.x + 10.0,
                     low ? area.bottom() - height - 10.0 : area.y + 8.0, width, height};
    int hidden = 0;
    for (const Series& series : chart.series) {
      for (const Point& point : series.points) {
        const double across = area.x + x.place(point.first) * area.width;
        const double up = area.bottom() - y.place(point.second) * area.height;
        hidden += across > place.x - 8.0 && across < place.right() + 8.0 && up > place.y - 8.0 &&
                  up < place.bottom() + 8.0;
      }
    }
    if (hidden < fewest) {
      fewest = hidden;
      best = place;
    }
  }
  return best;
}

void draw_legend(Canvas& canvas, const Rect& area, const Chart& chart, const Scale& x,
                 const Scale& y) {
  const TextStyle style{12.5, kInk, 0.0, false, false};
  double width = 0.0;
  int named = 0;
  for (const Series& series : chart.series) {
    if (series.name.empty()) continue;
    width = std::max(width, canvas.text_width_px(series.name, style) + 46.0);
    ++named;
  }
  if (named == 0) return;
  const Rect box = legend_place(area, width, 20.0 * named + 8.0, chart, x, y);
  canvas.fill(box, rgb(0xFFFFFF).with_alpha(0.88), 4.0);
  canvas.outline(box, {kGridLine, 1.0, false}, 4.0);
  double line_y = box.y + 14.0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const Series& series = chart.series[i];
    if (series.name.empty()) continue;
    canvas.line({box.x + 8.0, line_y}, {box.x + 30.0, line_y},
                {series_colour(i).with_alpha(series.faint ? 0.4 : 1.0), 2.2, series.dashed});
    canvas.text({box.x + 37.0, line_y}, series.name, style);
    line_y += 20.0;
  }
}

void draw_chart(Canvas& canvas, const Rect& place, const Chart& chart) {
  const Rect area{place.x + 78.0, place.y + 48.0, place.width - 106.0, place.height - 106.0};
  const Scale x = fit(chart.x, chart.series, &Point::first, 0.0);
  const Scale y = fit(chart.y, chart.series, &Point::second, 0.05);
  draw_axes(canvas, area, chart, x, y);
  canvas.confine({area.x - 3.0, area.y - 3.0, area.width + 6.0, area.height + 6.0});
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const Colour colour = series_colour(i);
    draw_series(canvas, area, chart.series[i],
                chart.series[i].faint ? colour.with_alpha(0.3) : colour, x, y);
  }
  canvas.release();
  draw_legend(canvas, area, chart, x, y);
}

}  // namespace

Canvas draw_charts(const std::vector<Chart>& charts, int columns) {
  const int count = std::clamp(static_cast<int>(charts.size()), 1, 200);
  const int across = std::clamp(columns, 1, std::min(count, 8));
  const int down = (count + across - 1) / across;
  Canvas canvas(static_cast<int>(kChartWidth_px) * across, static_cast<int>(kChartHeight_px) * down,
                rgb(0xFFFFFF));
  for (int i = 0; i < count && i < static_cast<int>(charts.size()); ++i) {
    draw_chart(canvas,
               {kChartWidth_px * (i % across), kChartHeight_px * (i / across), kChartWidth_px,
                kChartHeight_px},
               charts[static_cast<std::size_t>(i)]);
  }
  return canvas;
}

Expected<void> write_charts(const std::vector<Chart>& charts, const std::filesystem::path& path,
                            int columns) {
  return draw_charts(charts, columns).write_png(path);
}

}  // namespace divisi::draw
