/// Batches of augmented segments. A batch is a function of recipe, seed and step alone: a run that
/// was stopped goes on with exactly the batches it would have seen.
///
/// Shapes    features [B, T, F, M], targets [B, T, P, Q] (train/architecture.h).
/// Thread    const-safe.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "core/rng.h"
#include "train/architecture.h"
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

/// Segments of one training step, clips drawn in proportion to Architecture::weight_of.
std::vector<Segment> draw_segments(const ClipSet& set, const Architecture& architecture,
                                   const Recipe& recipe, core::Rng& rng);

/// Segments spread evenly over a validation set.
std::vector<Segment> even_segments(const ClipSet& set, const Recipe& recipe, int count);

/// Without `rng`, nothing is augmented; nor where features do not stand for energies.
Batch make_batch(const ClipSet& set, const std::vector<Segment>& segments,
                 const Architecture& architecture, const Recipe& recipe, core::Rng* rng);

/// Without the margins, in which there is no loss: [B, T - 2 margin, ...].
inline torch::Tensor inner_frames(const torch::Tensor& all, const Recipe& recipe) {
  return all.slice(1, recipe.margin_frames, all.size(1) - recipe.margin_frames);
}

}  // namespace divisi::train
