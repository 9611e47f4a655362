/// Which slot stands for which source: the cheapest pairing, item by item.
///
/// Source    Taenzer 2026, section III-D: Hungarian matching on the binary cross-entropy of pitch
///           maps, plus the cosine distance of timbre vectors where there are any. Sources that are
///           silent in an item are nobody's target.
/// Shapes    logits [B, T, P, K]; targets [B, T, P, S] of zeros and ones; vectors [B, K, D] and
///           [B, S, D] of length 1.
#pragma once

#include <string>

#include <torch/torch.h>

namespace divisi::train {

/// Pair m: in item items[m], slot slots[m] stands for source sources[m].
struct SlotPairs {
  torch::Tensor items, slots, sources;  ///< [M], whole numbers
  torch::Tensor is_free;                ///< [B, K], true for slots that stand for no source
};

/// Mean binary cross-entropy of every slot with every source: [B, S, K].
torch::Tensor pitch_costs(const torch::Tensor& logits, const torch::Tensor& targets);

/// One less the cosine of every slot's vector with every source's: [B, S, K].
torch::Tensor timbre_costs(const torch::Tensor& slot_vectors, const torch::Tensor& source_vectors);

/// [B, S]: true for sources with any cell.
torch::Tensor sounding_sources(const torch::Tensor& targets);

/// The pairing of least cost in each item: as many pairs as there are sounding sources, or slots.
SlotPairs match_slots(const torch::Tensor& costs, const torch::Tensor& is_sounding);

/// Slot k stands for source k, sounding or not, and no slot is free. Needs as many of each.
SlotPairs fixed_slots(std::int64_t items, std::int64_t slots);

/// As SlotRecipe::matching says, "fixed" or "hungarian"; `further_costs` are added to those of
/// pitches, where defined.
SlotPairs pair_slots(const std::string& matching, const torch::Tensor& logits,
                     const torch::Tensor& targets, const torch::Tensor& further_costs = {});

/// [B, T, P, K] -> [M, T, P]: the map of each pair, by its slot or by its source.
torch::Tensor pick_maps(const torch::Tensor& maps, const torch::Tensor& items,
                        const torch::Tensor& which);

}  // namespace divisi::train
