/// Batches of augmented segments. A batch is a function of recipe, seed and step alone: a run that
/// was stopped goes on with exactly the batches it would have seen.
///
/// Source    Augmentation in the energy domain: a feature x stands for an energy e, and a change of
///           level, equaliser and added noise turns it into g(bin) e + n(bin).
/// Shapes    features [B, T, 288, M], targets [B, T, 88, 4] (models::NoteOutput).
/// Thread    const-safe.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "core/rng.h"
#include "train/clip_set.h"
#include "train/recipe.h"

namespace divisi::train {

struct Batch {
  torch::Tensor features;
  torch::Tensor targets;
};

/// Where a segment lies. It may begin before its clip or end after it: there is silence there.
struct Segment {
  std::size_t clip = 0;
  int first_frame = 0;
};

/// Segments of training step `step`, clips drawn in proportion to their length.
std::vector<Segment> draw_segments(const ClipSet& set, const Recipe& recipe, core::Rng& rng);

/// Segments spread evenly over a validation set.
std::vector<Segment> even_segments(const ClipSet& set, const Recipe& recipe, int count);

/// Without `rng`, nothing is augmented.
Batch make_batch(const ClipSet& set, const std::vector<Segment>& segments, const Recipe& recipe,
                 core::Rng* rng);

}  // namespace divisi::train
