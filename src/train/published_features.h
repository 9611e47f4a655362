/// What the published network hears, and its labels.
///
/// Source    Li and Zhu, timbreAMT as released: features/published_energy.h; labels from the note
///           list.
/// Deviates  the waveform's noise N(0, 1)·a·u, u uniform in [0, 1), is drawn once for each clip, as
///           its features are computed, not anew each time the clip is seen.
#pragma once

#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "train/clip_features.h"

namespace divisi::train {

/// `waveform_noise` is a; 0 leaves the sound as it is.
ClipFeatures published_features(double waveform_noise);

/// Label 2 at a note's first frame (the nearest to its onset), 1 while it sounds, 0 elsewhere:
/// onset = (label == 2), frame = (label >= 1), each 0 or 1, as [frame_count, 84, 2].
void write_published_targets(const std::vector<Note>& notes, const FrameGrid& frames,
                             long first_frame, int frame_count, float* out);

}  // namespace divisi::train
