#include "draw/roll_backdrop.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

namespace divisi::draw {
namespace {

/// Levels at two ranks, from a sample of the cells that are numbers.
std::pair<double, double> level_range(const Map2d& levels) {
  constexpr std::size_t kSample = 200000;
  const std::size_t stride = std::max<std::size_t>(1, levels.cells.size() / kSample);
  std::vector<float> sample;
  for (std::size_t i = 0; i < levels.cells.size(); i += stride) {
    if (std::isfinite(levels.cells[i])) sample.push_back(levels.cells[i]);
  }
  if (sample.empty()) return {-60.0, 0.0};
  const auto at_rank = [&](double rank) {
    const auto nth = static_cast<std::ptrdiff_t>(rank * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), sample.begin() + nth, sample.end());
    return static_cast<double>(sample[static_cast<std::size_t>(nth)]);
  };
  // The loudest cells may be few, but all music lies within some decibels of them.
  constexpr double kPeak_db = 15.0;
  const double light = std::max(at_rank(0.998), at_rank(1.0) - kPeak_db);
  // Noise floors differ; more than 65 dB of them would only show noise.
  const double dark = std::clamp(at_rank(0.45), light - 65.0, light - 20.0);
  return {dark, light};
}

}  // namespace

Backdrop::Backdrop(const Spectrogram& spectrogram) : spectrogram_(spectrogram) {
  std::tie(dark_db_, light_db_) = level_range(spectrogram.level_db);
}

Backdrop::FrameSpan Backdrop::frames_under(double start_s, double end_s) const {
  const auto rows = static_cast<double>(spectrogram_.level_db.rows);
  const double first = std::floor(spectrogram_.frames.frame_at(start_s) + 0.5);
  const double last = std::floor(spectrogram_.frames.frame_at(end_s) + 0.5);
  if (!(first < rows) || !(last >= 0.0)) return {};
  const double from = std::max(0.0, first);
  const double to = std::clamp(last, from + 1.0, rows);
  return {static_cast<std::size_t>(from), static_cast<std::size_t>(to)};
}

std::uint32_t Backdrop::colour_at(const FrameSpan& span, double bin) const {
  const Map2d& levels = spectrogram_.level_db;
  const auto& map = backdrop_map();
  if (!(bin >= 0.0) || bin > static_cast<double>(levels.columns) - 1.0) return map[0];
  const auto low = static_cast<std::size_t>(bin);
  const std::size_t high = std::min(low + 1, levels.columns - 1);
  const double between = bin - static_cast<double>(low);
  double level = -1e9;
  for (std::size_t t = span.first; t < span.last; ++t) {
    const double here = (1.0 - between) * levels.at(t, low) + between * levels.at(t, high);
    if (here > level) level = here;
  }
  const double light = std::clamp((level - dark_db_) / (light_db_ - dark_db_), 0.0, 1.0);
  return map[static_cast<std::size_t>(std::lround(255.0 * light))];
}

void Backdrop::draw(Canvas& canvas, const RollLayout& layout, const RollRow& row) const {
  const int width = static_cast<int>(std::lround(row.area.width));
  const int height = static_cast<int>(std::lround(row.area.height));
  if (width < 1 || height < 1) return;
  std::vector<std::uint32_t> pixels(
      static_cast<std::size_t>(width) * static_cast<std::size_t>(height), backdrop_map()[0]);
  const bool drawable = spectrogram_.level_db.rows > 0 && spectrogram_.level_db.columns > 0 &&
                        spectrogram_.frames.hop_s > 0.0 && spectrogram_.bins_per_semitone > 0.0;
  const double pixel_s = (row.end_s - row.start_s) / width;
  for (int x = 0; x < width && drawable; ++x) {
    const double time_s = row.start_s + x * pixel_s;
    const FrameSpan span = frames_under(time_s, time_s + pixel_s);
    if (span.first == span.last) continue;
    for (int y = 0; y < height; ++y) {
      // A key's middle is its pitch.
      const double midi = layout.highest_midi + 0.5 - (y + 0.5) / layout.semitone_px;
      const double bin = (midi - spectrogram_.lowest_midi) * spectrogram_.bins_per_semitone;
      pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
             static_cast<std::size_t>(x)] = colour_at(span, bin);
    }
  }
  canvas.image(static_cast<int>(std::lround(row.area.x)), static_cast<int>(std::lround(row.area.y)),
               width, height, pixels);
}

}  // namespace divisi::draw
