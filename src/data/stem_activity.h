/// Whether an instrument really plays in a crop of its stem.
///
/// Source    the activity filter of Cerberus' training crops (Gardner et al. 2022, appendix: crops
///           at random, kept when every wanted instrument is active); the thresholds are ours, the
///           paper gives none.
/// Units     decibels of full scale.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <span>

namespace divisi::data {

struct ActivityRule {
  double level_db = -40.0;          ///< a frame is active above this root mean square
  double share = 0.5;               ///< of the frames that must be
  int fewest_onsets = 4;            ///< of notes in the crop; not asked of drums
  std::size_t frame_samples = 256;  ///< 16 ms at 16 kHz
};

/// The share of frames above the level; what is left over after the last whole frame is not heard.
/// 0 where there is no whole frame.
double active_share(std::span<const float> samples, const ActivityRule& rule = {});

/// `onsets`: how many notes begin in the crop.
bool is_active(std::span<const float> samples, int onsets, bool is_drums,
               const ActivityRule& rule = {});

}  // namespace divisi::data
