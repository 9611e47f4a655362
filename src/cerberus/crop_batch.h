/// Crops as the network and its losses see them.
///
/// Shapes    B crops, T frames, F = 513 bins, N instruments, P = 88 pitches.
/// Thread    safe.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "cerberus/pieces.h"
#include "core/rng.h"
#include "features/stft.h"

namespace divisi::cerberus {

/// The transform that training and product share.
inline constexpr features::StftSpec kStft = {models::kCerberusWindowSamples,
                                             models::kCerberusHopSamples};

/// Notes last this long at least, as scoring has it (the code of MT3 calls it "consistent with
/// Cerberus").
inline constexpr double kShortestNote_s = 0.05;

struct CropBatch {
  torch::Tensor mixture;  ///< [B, T, F] complex: the sum of the sources
  torch::Tensor sources;  ///< [B, T, N, F] complex
  torch::Tensor rolls;    ///< [B, T, N, P], 0 and 1

  torch::Tensor level_db() const;  ///< [B, T, 1, F], what the network is given
  CropBatch to(torch::Device device) const;
};

/// The notes of a stem that count: loud enough and within the roll, each 50 ms at least; drums
/// exactly so long.
std::vector<Note> notes_that_count(const PieceStem& stem, int least_velocity);

/// They, where they fall into a crop, as cells.
/// `roll` [T, P] with `stride` floats from frame to frame.
void write_roll(const PieceStem& stem, double first_s, int frames, int least_velocity,
                std::size_t stride, float* roll);

/// Without `rng`, nobody changes how loud crops are or remixes them. Deviates: the paper's mixtures
/// are all of stems of one piece; remixed ones are more than a set has pieces for.
CropBatch make_crop_batch(const CropSet& set, const std::vector<Crop>& crops,
                          const CropRecipe& recipe, int threads, core::Rng* rng);

}  // namespace divisi::cerberus
