/// What the network is taught to say about a list of notes: the one definition of the targets.
///
/// Source    Onset and offset triangles: Kong et al. 2021, "High-resolution piano transcription
/// with
///           pedals by regressing onset and offset times", section III.A, with J = 2.
/// Shapes    every map [frame_count, P]; row r is frame first_frame + r.
/// Units     with x(t) the centre of frame t and h the hop, for the notes n of one pitch:
///             onset(t)    = max over n of max(0, 1 - |x(t) - onset_n| / (2 h))
///             offset(t)   = max over n of max(0, 1 - |x(t) - offset_n| / (2 h))
///             frame(t)    = share of [x(t) - h/2, x(t) + h/2] in which any n sounds
///             velocity(t) = velocity_n / 127 of the n with the highest onset triangle at t;
///                           0 where onset(t) is 0
/// Errors    none: notes outside the pitch grid or the window, and notes whose times are not finite
///           or not in order, leave no trace.
/// Deviates  frame is binary in the paper; the share of the hop keeps the sub-frame position of a
///           note's borders.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/evidence.h"
#include "divisi/score.h"

namespace divisi::decode {

/// Half the base of the onset and offset triangles, in hops.
inline constexpr double kTriangleHalfWidthFrames = 2.0;

/// Targets for frames [0, frame_count) of `frames`. `notes` may be in any order, of any parts.
Evidence rasterise(const std::vector<Note>& notes, const FrameGrid& frames,
                   const PitchGrid& pitches, std::size_t frame_count);

/// Targets for frames [first_frame, first_frame + frame_count) only. The result's own FrameGrid
/// starts at first_frame. Costs one pass over `notes` and one over the window.
Evidence rasterise_window(const std::vector<Note>& notes, const FrameGrid& frames,
                          const PitchGrid& pitches, long first_frame, std::size_t frame_count);

}  // namespace divisi::decode
