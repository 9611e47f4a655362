/// Figures of a clip that concern who plays: parts, their number, and drums (keys: clip_score.h).
///
/// Thread    safe.
#pragma once

#include <vector>

#include "core/annotation.h"
#include "eval/clip_score.h"

namespace divisi::eval {

/// Number of sources, and where the reference has several, how well they were told apart, beside
/// what can be had without listening (eval/pitch_bands.h).
/// Requires: both sides sorted and without percussion.
void add_part_figures(const std::vector<core::AnnotatedNote>& reference,
                      const std::vector<core::AnnotatedNote>& estimate, ClipScore& score);

/// Drum hits (eval/drums.h). A class that neither side has, and F1 of a clip whose reference has
/// none of the measured classes, are absent.
void add_drum_figures(const std::vector<core::AnnotatedNote>& reference,
                      const std::vector<core::AnnotatedNote>& estimate, ClipScore& score);

/// In a group's means: F1 of all hits of the clips together, from the means of the counts.
void add_pooled_drum_figures(std::map<std::string, double>& means);

}  // namespace divisi::eval
