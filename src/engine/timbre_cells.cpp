#include "engine/timbre_cells.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/check.h"
#include "engine/varint.h"
#include "nn/half.h"

namespace divisi::engine {
namespace {

constexpr float kLargest = 60000.0f;  // what a half can hold
constexpr std::uint64_t kMostDimensions = 256;
constexpr int kPositionSteps = 127;  // from the middle to one side

/// Not a number becomes 0.
std::uint16_t to_half(float value) {
  if (!(std::abs(value) <= kLargest))
    value = value > 0.0f ? kLargest : value < 0.0f ? -kLargest : 0.0f;
  return nn::half_from_float(value);
}

/// In whole steps from the middle.
int steps_of(float position) {
  if (!(std::abs(position) <= 1.0f))
    position = position > 1.0f ? 1.0f : position < -1.0f ? -1.0f : 0.0f;
  return static_cast<int>(std::lround(position * kPositionSteps));
}

float rounded(float position) {
  return static_cast<float>(steps_of(position)) / static_cast<float>(kPositionSteps);
}

Error corrupt(std::string what) { return {ErrorCode::corrupt, std::move(what), {}}; }

Expected<void> take_positions(std::string_view& bytes, std::uint64_t count, TimbreCells& cells) {
  const std::optional<std::uint64_t> has_any = take_varint(bytes);
  if (!has_any || *has_any > 1)
    return corrupt("the timbre cells' positions are neither there nor not");
  if (*has_any == 0) return {};
  if (bytes.size() < count) return corrupt("the timbre cells' positions end too early");
  for (const char byte : bytes.substr(0, count)) {
    const int steps = static_cast<unsigned char>(byte) - kPositionSteps;
    if (steps > kPositionSteps) return corrupt("a timbre cell lies beyond left and right");
    cells.positions.push_back(static_cast<float>(steps) / static_cast<float>(kPositionSteps));
  }
  bytes.remove_prefix(count);
  return {};
}

}  // namespace

float as_kept(float value) { return nn::float_from_half(to_half(value)); }

void collect_timbre(const NewEvidence& fresh, std::uint32_t first_frame,
                    const features::StereoPosition* stereo, TimbreCells& out) {
  DIVISI_CHECK(fresh.timbre != nullptr, "the timbre network has run");
  out.frames.clear();
  out.pitches.clear();
  out.vectors.clear();
  out.positions.clear();
  out.dimensions = fresh.timbre->channels();
  for (std::size_t i = 0; i < fresh.count; ++i) {
    const float* frame = fresh.maps->frame.row(fresh.first + i);
    const float* onset = fresh.maps->onset.row(fresh.first + i);
    const float* position = stereo != nullptr ? stereo->row(first_frame + i) : nullptr;
    for (std::size_t p = 0; p < fresh.maps->frame.columns; ++p) {
      if (std::max(frame[p], onset[p]) < kLeastProbability) continue;
      const float* vector =
          fresh.timbre->at(static_cast<int>(fresh.first + i), static_cast<int>(p));
      out.frames.push_back(first_frame + static_cast<std::uint32_t>(i));
      out.pitches.push_back(static_cast<std::uint16_t>(p));
      for (int d = 0; d < out.dimensions; ++d) out.vectors.push_back(as_kept(vector[d]));
      if (position != nullptr) out.positions.push_back(rounded(position[p]));
    }
  }
}

void append_timbre(const TimbreCells& more, TimbreCells& cells) {
  cells.dimensions = more.dimensions;
  cells.frames.insert(cells.frames.end(), more.frames.begin(), more.frames.end());
  cells.pitches.insert(cells.pitches.end(), more.pitches.begin(), more.pitches.end());
  cells.vectors.insert(cells.vectors.end(), more.vectors.begin(), more.vectors.end());
  cells.positions.insert(cells.positions.end(), more.positions.begin(), more.positions.end());
}

void append_timbre_bytes(const TimbreCells& cells, std::size_t pitch_count, std::string& bytes) {
  append_varint(static_cast<std::uint64_t>(cells.dimensions), bytes);
  if (cells.dimensions == 0) return;
  append_varint(cells.frames.size(), bytes);
  std::uint64_t before = 0;
  for (std::size_t c = 0; c < cells.frames.size(); ++c) {
    const std::uint64_t place = cells.frames[c] * std::uint64_t{pitch_count} + cells.pitches[c];
    append_varint(place - before, bytes);
    before = place;
  }
  for (const float value : cells.vectors) {
    const std::uint16_t half = to_half(value);
    bytes += static_cast<char>(half & 0xffU);
    bytes += static_cast<char>(half >> 8U);
  }
  append_varint(cells.positions.empty() ? 0 : 1, bytes);
  for (const float position : cells.positions)
    bytes += static_cast<char>(static_cast<unsigned char>(kPositionSteps + steps_of(position)));
}

Expected<TimbreCells> take_timbre_bytes(std::string_view& bytes, std::size_t frame_count,
                                        std::size_t pitch_count, bool with_positions) {
  TimbreCells cells;
  const std::optional<std::uint64_t> dimensions = take_varint(bytes);
  if (!dimensions || *dimensions > kMostDimensions)
    return corrupt("the timbre cells' size is wrong");
  if (*dimensions == 0) return cells;
  cells.dimensions = static_cast<int>(*dimensions);
  const std::optional<std::uint64_t> count = take_varint(bytes);
  // Each takes a byte and more: no file can ask for memory that it does not have itself.
  if (!count || *count > bytes.size()) return corrupt("the timbre cells end too early");
  std::uint64_t place = 0;
  for (std::uint64_t c = 0; c < *count; ++c) {
    const std::optional<std::uint64_t> step = take_varint(bytes);
    if (!step || (c > 0 && *step == 0)) return corrupt("the timbre's cells are out of order");
    place += *step;
    if (place >= std::uint64_t{frame_count} * pitch_count)
      return corrupt("the timbre's cells are beyond the frames");
    cells.frames.push_back(static_cast<std::uint32_t>(place / pitch_count));
    cells.pitches.push_back(static_cast<std::uint16_t>(place % pitch_count));
  }
  if (bytes.size() / 2 < *count * *dimensions) return corrupt("the timbre cells end too early");
  for (std::uint64_t v = 0; v < *count * *dimensions; ++v) {
    const auto low = static_cast<unsigned char>(bytes[2 * v]);
    const auto high = static_cast<unsigned char>(bytes[2 * v + 1]);
    const float value = nn::float_from_half(static_cast<std::uint16_t>(low | (high << 8U)));
    if (!std::isfinite(value)) return corrupt("a timbre cell is not finite");
    cells.vectors.push_back(value);
  }
  bytes.remove_prefix(2 * *count * *dimensions);
  if (with_positions) {
    if (const Expected<void> good = take_positions(bytes, *count, cells); !good)
      return good.error();
  }
  return cells;
}

}  // namespace divisi::engine
