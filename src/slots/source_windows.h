/// Windows in which a source sounds, of its stem by itself.
///
/// Source    Taenzer 2026, section V-A: activity-aware sampling; by its notes, or where a stem has
///           none by the energy of its constant-Q transform.
/// Errors    those of the audio files.
/// Thread    const-safe.
#pragma once

#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/rng.h"
#include "divisi/error.h"
#include "slots/pieces.h"
#include "slots/teacher_recipe.h"

namespace divisi::slots {

struct StemFeatures {
  std::string piece, source, family;
  torch::Tensor frames;     ///< [T, 216]
  std::vector<int> starts;  ///< of windows that are active enough, ascending
};

/// Of all sources with a stem; sources that are never active long enough have no starts.
Expected<std::vector<StemFeatures>> load_stems(const std::vector<SlotPiece>& pieces,
                                               const TeacherRecipe& recipe, int threads);

/// Those that are active long enough somewhere.
std::vector<StemFeatures> with_windows(std::vector<StemFeatures> stems);

/// A window as the encoder gets it, [46, 216, 1]: divided by its greatest value, so that level does
/// not tell. Random gain and masks with `rng`, none without.
torch::Tensor window_at(const StemFeatures& stem, int start, const TeacherRecipe& recipe,
                        core::Rng* rng);

/// `count` starts spread evenly over those there are, the same ones again where they are few.
std::vector<int> even_starts(const StemFeatures& stem, int count);

}  // namespace divisi::slots
