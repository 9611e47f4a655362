#include "decode/boundaries.h"

#include <algorithm>
#include <cmath>

#include "divisi/score.h"

namespace divisi::decode {
namespace {

constexpr long kRiseRows = 3;  // how far to either side a dip or a rise is looked for
constexpr long kHintRows = 2;  // how far from its crossing a soft start's onset hint may be
constexpr float kLeastOnsetSum = 0.05f;

/// The onset's own opinion decides which rows speak about velocity: a mean weighted by onset.
int velocity_around(const PitchView& seen, double position) {
  const long centre = std::lround(position);
  float weight_sum = 0.0f;
  float weighted = 0.0f;
  float plain = 0.0f;
  float highest = 0.0f;
  for (long row = centre - 1; row <= centre + 1; ++row) {
    weight_sum += seen.onset[row];
    weighted += seen.onset[row] * seen.velocity[row];
    plain += seen.velocity[row];
    highest = std::max(highest, seen.velocity[row]);
  }
  if (highest <= 0.0f) return Note{}.velocity;  // the map is absent, or silent about this note
  const float mean = weight_sum > kLeastOnsetSum ? weighted / weight_sum : plain / 3.0f;
  return std::clamp(static_cast<int>(std::lround(mean * 127.0f)), 1, 127);
}

/// Where the line from (row, before) to (row + 1, behind) passes `level`.
double crossing(long row, float before, float behind, float level) {
  const float rise = behind - before;
  const float share = rise == 0.0f ? 0.0f : (level - before) / rise;
  return static_cast<double>(row) + std::clamp(static_cast<double>(share), 0.0, 1.0);
}

std::optional<long> first_sounding_row(const PitchView& seen, const Rules& rules, long row) {
  for (long r = row; r <= row + rules.rise_rows; ++r) {
    if (seen.frame[r] >= rules.frame_threshold) return r;
  }
  return std::nullopt;
}

/// By how much the frames rise across `row`, from their lowest before to their highest behind.
float rise_across(const PitchView& seen, long row) {
  float lowest = seen.frame[row];
  float highest = seen.frame[row];
  for (long distance = 1; distance <= kRiseRows; ++distance) {
    lowest = std::min(lowest, seen.frame[row - distance]);
    highest = std::max(highest, seen.frame[row + distance]);
  }
  return highest - lowest;
}

}  // namespace

std::optional<NoteStart> attack_at(const PitchView& seen, const Rules& rules, long row) {
  if (seen.onset[row] < rules.onset_threshold) return std::nullopt;
  const auto peak =
      peak_at(seen.onset, row, {rules.onset_threshold, rules.peak_reach_rows, seen.end_row});
  if (!peak || peak->prominence < rules.tuning.onset_prominence) return std::nullopt;
  const auto sounding_row = first_sounding_row(seen, rules, row);
  if (!sounding_row) return std::nullopt;
  NoteStart start;
  start.position = peak->position;
  start.row = row;
  start.sounding_row = *sounding_row;
  start.onset = peak->height;
  start.prominence = peak->prominence;
  start.velocity = velocity_around(seen, peak->position);
  return start;
}

NoteStart soft_start_at(const PitchView& seen, const Rules& rules, long row) {
  NoteStart start;
  start.position =
      row == 0 ? -0.5
               : crossing(row - 1, seen.frame[row - 1], seen.frame[row], rules.frame_threshold);
  start.row = row;
  start.sounding_row = row;
  start.is_soft = true;
  const auto hint = static_cast<float>(rules.tuning.soft_hint_onset);
  for (long r = std::max(0L, row - kHintRows); r <= row + kHintRows; ++r) {
    const auto peak = peak_at(seen.onset, r, {hint, rules.peak_reach_rows, seen.end_row});
    if (!peak || peak->height <= start.onset) continue;
    start.position = peak->position;
    start.onset = peak->height;
    start.prominence = peak->prominence;
  }
  start.velocity = velocity_around(seen, start.position);
  return start;
}

double falling_crossing(const PitchView& seen, const Rules& rules, long last_sounding_row) {
  const long row = last_sounding_row;
  if (row + 1 >= seen.end_row) return static_cast<double>(row) + 0.5;  // sounds to the very end
  return crossing(row, seen.frame[row], seen.frame[row + 1], rules.frame_threshold);
}

std::optional<double> offset_near(const PitchView& seen, const Rules& rules, double target,
                                  const Stretch& where) {
  std::optional<double> nearest;
  const long first = std::max(0L, static_cast<long>(std::floor(where.begin)));
  const long last = static_cast<long>(std::ceil(where.end));
  for (long row = first; row <= last; ++row) {
    if (seen.offset[row] < rules.offset_threshold) continue;
    const auto peak =
        peak_at(seen.offset, row, {rules.offset_threshold, rules.peak_reach_rows, seen.end_row});
    if (!peak || peak->position < where.begin || peak->position > where.end) continue;
    if (nearest && std::abs(*nearest - target) <= std::abs(peak->position - target)) continue;
    nearest = peak->position;
  }
  return nearest;
}

bool is_new_stroke(const PitchView& seen, const Rules& rules, const NoteStart& start,
                   double sounding_since) {
  const DecodeTuning& tuning = rules.tuning;
  if (start.onset >= tuning.repeat_onset && start.prominence >= tuning.repeat_prominence) {
    return true;
  }
  if (rise_across(seen, start.row) >= tuning.repeat_dip) return true;
  const double earliest =
      std::max(sounding_since + 1.0, start.position - tuning.offset_before_frames);
  const Stretch before{earliest, start.position + 0.5};
  return offset_near(seen, rules, start.position, before).has_value();
}

}  // namespace divisi::decode
