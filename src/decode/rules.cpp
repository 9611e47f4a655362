#include "decode/rules.h"

#include <algorithm>
#include <cmath>

namespace divisi::decode {
namespace {

// Zero is "nothing there" in every map: no threshold may be so low that it lets zero through.
constexpr double kLowestThreshold = 1e-4;
constexpr double kLongestWaitFrames = 128.0;

double within(double value, double low, double high) {
  return value >= low ? std::min(value, high) : low;  // NaN compares false: low
}

float threshold(double value) { return static_cast<float>(within(value, kLowestThreshold, 1.0)); }

long rows(double frames, double low, double high) {
  return static_cast<long>(std::floor(within(frames, low, high) + 1e-9));
}

}  // namespace

Rules make_rules(const FrameGrid& frames, const DecodeOptions& options,
                 const DecodeTuning& tuning) {
  Rules rules;
  rules.tuning = tuning;
  rules.tuning.offset_before_frames = within(tuning.offset_before_frames, 0.0, 12.0);
  rules.tuning.offset_after_frames = within(tuning.offset_after_frames, 0.0, 4.0);
  rules.tuning.soft_hint_onset = within(tuning.soft_hint_onset, kLowestThreshold, 2.0);
  rules.min_note_s = within(options.min_note_s, 0.0, 1e9);
  rules.onset_threshold = threshold(options.onset_threshold);
  rules.frame_threshold = threshold(options.frame_threshold);
  rules.offset_threshold = threshold(options.offset_threshold);
  rules.dip_floor = rules.frame_threshold * static_cast<float>(within(tuning.dip_floor, 0.0, 1.0));
  rules.repeat_min_frames = within(tuning.repeat_min_s / frames.hop_s, 0.0, kLongestWaitFrames);
  rules.peak_reach_rows = rows(tuning.peak_reach_frames, 1.0, 12.0);
  rules.rise_rows = rows(tuning.rise_frames, 0.0, 8.0);
  rules.dip_rows = rows(tuning.dip_s / frames.hop_s, 0.0, 32.0);
  rules.soft_min_rows = rows(tuning.soft_min_s / frames.hop_s, 1.0, kLongestWaitFrames);
  rules.ghost_head_rows = rows(tuning.ghost_head_frames, 2.0, kLongestWaitFrames);

  const long offset_after = static_cast<long>(std::ceil(rules.tuning.offset_after_frames));
  // A plateau's middle may lie half a reach ahead, an offset peak offset_after; around either, a
  // peak is looked at with its full reach.
  rules.look_ahead_rows =
      rules.peak_reach_rows + std::max(offset_after, rules.peak_reach_rows / 2) + 3;
  rules.ghost_wait_rows = std::max(rules.ghost_head_rows, rules.soft_min_rows + 4);
  rules.look_back_rows = rules.ghost_wait_rows + rules.dip_rows + 32;
  return rules;
}

}  // namespace divisi::decode
