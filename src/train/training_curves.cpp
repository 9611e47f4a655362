#include "train/training_curves.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "draw/curves.h"
#include "train/training_log.h"

namespace divisi::train {
namespace {

/// Column `index` of the rows that have it, over the steps.
draw::Series column(const std::vector<LogRow>& rows, std::string name, std::size_t index) {
  draw::Series series;
  series.name = std::move(name);
  for (const LogRow& row : rows) {
    if (index < row.values.size()) {
      series.points.push_back({static_cast<double>(row.step), row.values[index]});
    }
  }
  return series;
}

/// Figures of different units are drawn apart, told by how their names end.
struct Kind {
  const char *ending, *title, *unit;
  bool is_share;  ///< from 0 to 1
};
constexpr std::array kKinds = {Kind{"_db", "validation, dB", "dB", false},
                               Kind{"_pull", "whose gradients", "share", true},
                               Kind{"", "validation", "score", true}};

const Kind& kind_of(std::string_view figure) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [&](const Kind& kind) { return figure.ends_with(kind.ending); });
}

}  // namespace

Expected<void> draw_curves(const std::vector<LogRow>& rows, std::size_t loss_part_count,
                           const std::vector<Figure>& figures, const std::filesystem::path& path) {
  draw::Chart losses;
  losses.title = "loss";
  losses.x = {"step", false, {}};
  losses.y = {"loss", true, {}};
  losses.series = {column(rows, "training", 0), column(rows, "validation", 1)};
  std::vector<draw::Chart> charts = {losses};
  for (const Kind& kind : kKinds) {
    draw::Chart chart;
    chart.title = kind.title;
    chart.x = {"step", false, {}};
    chart.y = {kind.unit, false, {}};
    if (kind.is_share) chart.y.range = std::pair{0.0, 1.0};
    for (std::size_t i = 0; i < figures.size(); ++i) {
      if (&kind_of(figures[i].name) == &kind)
        chart.series.push_back(column(rows, figures[i].name, 2 + loss_part_count + i));
    }
    if (!chart.series.empty()) charts.push_back(chart);
  }
  return draw::write_charts(charts, path);
}

}  // namespace divisi::train
