/// What a slot network says of a whole piece, in one pass: every slot is the same from the first
/// frame to the last.
///
/// Source    Taenzer 2026, section V-B: full-file inference.
/// Cost      some 10 MB and 6 GFLOP for each second of the piece.
#pragma once

#include <string>
#include <vector>

#include "train/architecture.h"
#include "train/clip_set.h"

namespace divisi::slots {

/// One piece: what was said, what is true, and which slot stands for which source.
struct PieceVerdict {
  std::vector<float> mixture;      ///< probabilities [T P]
  std::vector<std::uint8_t> roll;  ///< truth [T P]
  /// Of each paired slot, [T P]; silence for a source for which no slot was left.
  std::vector<std::vector<float>> slots;
  std::vector<std::vector<std::uint8_t>> rolls;  ///< of its source
  std::vector<double> cosines;                   ///< of each pair, where there are timbre vectors
  std::vector<int> said_polyphony, true_polyphony;  ///< of each frame; empty without the branch
  /// Of each pair and frame: probabilities summed and rounded, and the truth.
  std::vector<int> said_slot_polyphony, true_slot_polyphony;
};

/// `matching` is SlotRecipe's; pitch maps alone decide it here, and with "none" there are no pairs.
PieceVerdict judge_piece(const train::Architecture& architecture, train::TorchNet& net,
                         const train::ClipSet& set, std::size_t clip, const std::string& matching);

}  // namespace divisi::slots
