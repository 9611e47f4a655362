#include "train/training_curves.h"

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

}  // namespace

Expected<void> draw_curves(const std::vector<LogRow>& rows, std::size_t loss_part_count,
                           const std::vector<Figure>& figures, const std::filesystem::path& path) {
  std::size_t place = 2 + loss_part_count;  // after the losses
  draw::Chart losses;
  losses.title = "loss";
  losses.x = {"step", false, {}};
  losses.y = {"loss", true, {}};
  losses.series = {column(rows, "training", 0), column(rows, "validation", 1)};
  draw::Chart scores;
  scores.title = "validation";
  scores.x = {"step", false, {}};
  scores.y = {"score", false, std::pair{0.0, 1.0}};
  for (const Figure& figure : figures) scores.series.push_back(column(rows, figure.name, place++));
  return draw::write_charts({losses, scores}, path);
}

}  // namespace divisi::train
