/// Batches of augmented segments. A batch is a function of recipe, seed and step alone: a run that
/// was stopped goes on with exactly the batches it would have seen.
///
/// Shapes    features [B, T, F, M]; Targets and Outputs: train/architecture.h.
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
  Targets targets;
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

/// On another device.
Targets to_device(const Targets& targets, torch::Device device);
Outputs to_device(const Outputs& outputs, torch::Device device);

/// Without the margins, in which there is no loss: T - 2 margin frames.
Outputs inner_frames(const Outputs& all, const Recipe& recipe);
Targets inner_frames(const Targets& all, const Recipe& recipe);

}  // namespace divisi::train
