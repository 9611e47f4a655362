#include "eval/posterior.h"

#include <algorithm>
#include <cmath>

#include "core/json.h"
#include "eval/npy.h"

namespace divisi::eval {
namespace {

Error corrupt(const std::filesystem::path& path, const std::string& what) {
  return {ErrorCode::corrupt, path.string() + ": " + what, path.string()};
}

Expected<Map2d> read_frames(const std::filesystem::path& path) {
  Expected<NpyArray<float>> array = read_npy<float>(path);
  if (!array) return array.error();
  if (array->shape.size() != 2) {
    return corrupt(path, "found " + std::to_string(array->shape.size()) +
                             " dimensions, expected 2 (time, pitch)");
  }
  if (std::any_of(array->cells.begin(), array->cells.end(),
                  [](float cell) { return !std::isfinite(cell); })) {
    return corrupt(path, "found a cell that is no finite number");
  }
  Map2d map;
  map.rows = array->shape[0];
  map.columns = array->shape[1];
  map.cells = std::move(array->cells);
  return map;
}

Expected<std::vector<double>> read_times(const std::filesystem::path& path, std::size_t count) {
  Expected<NpyArray<double>> array = read_npy<double>(path);
  if (!array) return array.error();
  if (array->shape.size() != 1 || array->cells.size() != count || count == 0) {
    return corrupt(path, "found " + std::to_string(array->cells.size()) +
                             " times, expected one for each of " + std::to_string(count) +
                             " frames, at least 1");
  }
  const auto& times = array->cells;
  const auto breaks_order = [](double a, double b) { return !(a <= b); };
  if (!std::isfinite(times.front()) || !std::isfinite(times.back()) ||
      std::adjacent_find(times.begin(), times.end(), breaks_order) != times.end()) {
    return corrupt(path, "expected finite times in rising order");
  }
  return std::move(array->cells);
}

std::size_t nearest_frame(const std::vector<double>& time_s, double wanted_s) {
  const auto after = std::lower_bound(time_s.begin(), time_s.end(), wanted_s);
  auto index = static_cast<std::size_t>(after - time_s.begin());
  index = std::clamp<std::size_t>(index, 1, std::max<std::size_t>(1, time_s.size() - 1));
  index = std::min(index, time_s.size() - 1);
  const std::size_t before = index > 0 ? index - 1 : 0;
  return std::abs(time_s[before] - wanted_s) <= std::abs(time_s[index] - wanted_s) ? before : index;
}

}  // namespace

Expected<std::optional<Posterior>> read_posterior(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "frames.npy", ignored)) return std::optional<Posterior>();
  Expected<Map2d> frames = read_frames(folder / "frames.npy");
  if (!frames) return frames.error();
  Expected<std::vector<double>> times = read_times(folder / "times.npy", frames->rows);
  if (!times) return times.error();
  const Expected<core::JsonValue> meta = core::read_json(folder / "meta.json");
  if (!meta) return meta.error();
  const std::optional<double> lowest = meta->find_number("midi_min");
  if (!lowest || !(std::abs(*lowest) <= 1000.0)) {
    return corrupt(folder / "meta.json", "expected a number 'midi_min', the key of column 0");
  }
  Posterior posterior;
  posterior.pitches.lowest_midi = static_cast<int>(*lowest);
  posterior.pitches.pitch_count = static_cast<int>(frames->columns);
  posterior.frame = std::move(*frames);
  posterior.time_s = std::move(*times);
  posterior.frame_threshold = meta->find_number("frame_threshold");
  return std::optional<Posterior>(std::move(posterior));
}

Posterior posterior_of(const Evidence& evidence) {
  Posterior posterior;
  posterior.frame = evidence.frame;
  posterior.pitches = evidence.pitches;
  for (std::size_t t = 0; t < evidence.frame.rows; ++t) {
    posterior.time_s.push_back(evidence.frames.time_s(static_cast<double>(t)));
  }
  return posterior;
}

Map2d sample_posterior(const Posterior& posterior, double hop_s, std::size_t frame_count) {
  const PitchGrid keys;
  Map2d sampled(frame_count, static_cast<std::size_t>(keys.pitch_count));
  if (posterior.time_s.empty()) return sampled;
  const double end_s = posterior.time_s.back() + 0.05;
  for (std::size_t t = 0; t < frame_count; ++t) {
    const double time_s = static_cast<double>(t) * hop_s;
    if (time_s > end_s) break;
    const std::size_t source = nearest_frame(posterior.time_s, time_s);
    for (int p = 0; p < posterior.pitches.pitch_count; ++p) {
      const int midi = posterior.pitches.midi(p);
      if (!keys.contains_midi(midi)) continue;
      sampled.at(t, static_cast<std::size_t>(midi - keys.lowest_midi)) =
          posterior.frame.at(source, static_cast<std::size_t>(p));
    }
  }
  return sampled;
}

}  // namespace divisi::eval
