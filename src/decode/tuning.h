/// The finer thresholds of the decoder: those that no user sets, but that a validation set may.
#pragma once

namespace divisi::decode {

/// All fields are numbers, so that they can be searched and stored by name (see for_each_field).
/// `_frames` are counted in hops, because the targets' triangles are (decode/targets.h).
struct DecodeTuning {
  // Onset peaks
  double onset_prominence = 0.1;   ///< a peak stands at least this far above its surroundings
  double peak_reach_frames = 8.0;  ///< how far these surroundings reach to either side, 1 to 12
  double rise_frames = 3.0;        ///< frames must reach frame_threshold this soon after an onset

  // How a note goes on and ends
  double dip_s = 0.05;     ///< frames below the threshold for at most this long are bridged
  double dip_floor = 0.5;  ///< ... unless they fall below this share of the threshold
  double offset_before_frames = 4.0;  ///< an offset peak up to this long before the fall is the end
  double offset_after_frames = 2.0;   ///< ... or up to this long after it

  // The same pitch struck again while it sounds
  double repeat_min_s = 0.05;      ///< onsets of one pitch closer than this are one onset
  double repeat_onset = 0.65;      ///< without a dip in the frames, an onset this probable ...
  double repeat_prominence = 0.3;  ///< ... and this prominent splits the note
  double repeat_dip = 0.15;        ///< a rise of the frames by this much also confirms a repeat

  // Notes without an onset peak: voices, bowed strings, winds
  double soft_min_s = 0.2;        ///< the frames' run lasts at least this long
  double soft_mean_frame = 0.7;   ///< its mean probability; above 1 switches soft notes off
  double soft_hint_onset = 0.15;  ///< a peak this low may still say where such a note begins
  double soft_belief = 0.3;       ///< stands in for the onset's probability in the confidence

  // Ghosts: partials of a stronger note that look like notes of their own
  double ghost_coincidence_frames = 1.5;       ///< a ghost begins this close to its source
  double ghost_soft_coincidence_frames = 4.0;  ///< ... when it has no onset peak
  double ghost_head_frames = 16.0;             ///< so much of the envelopes is compared
  double ghost_ratio_above = 0.7;  ///< strength relative to the source, for ghosts above it
  double ghost_ratio_below = 0.5;  ///< ... for ghosts an octave below it
  double ghost_keep = 0.75;        ///< a candidate at least this strong is real
  double ghost_correlation = 0.6;  ///< a ghost's envelope follows its source at least so well
};

/// Calls `use(name, field)` for every field, in order; `Tuning` may be const.
template <class Tuning, class Use>
void for_each_field(Tuning& tuning, Use&& use) {
  use("onset_prominence", tuning.onset_prominence);
  use("peak_reach_frames", tuning.peak_reach_frames);
  use("rise_frames", tuning.rise_frames);
  use("dip_s", tuning.dip_s);
  use("dip_floor", tuning.dip_floor);
  use("offset_before_frames", tuning.offset_before_frames);
  use("offset_after_frames", tuning.offset_after_frames);
  use("repeat_min_s", tuning.repeat_min_s);
  use("repeat_onset", tuning.repeat_onset);
  use("repeat_prominence", tuning.repeat_prominence);
  use("repeat_dip", tuning.repeat_dip);
  use("soft_min_s", tuning.soft_min_s);
  use("soft_mean_frame", tuning.soft_mean_frame);
  use("soft_hint_onset", tuning.soft_hint_onset);
  use("soft_belief", tuning.soft_belief);
  use("ghost_coincidence_frames", tuning.ghost_coincidence_frames);
  use("ghost_soft_coincidence_frames", tuning.ghost_soft_coincidence_frames);
  use("ghost_head_frames", tuning.ghost_head_frames);
  use("ghost_ratio_above", tuning.ghost_ratio_above);
  use("ghost_ratio_below", tuning.ghost_ratio_below);
  use("ghost_keep", tuning.ghost_keep);
  use("ghost_correlation", tuning.ghost_correlation);
}

}  // namespace divisi::decode
