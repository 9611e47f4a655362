/// The figures of the paper's Table III from what was said of whole pieces.
///
/// Source    Taenzer 2026, section V-B: thresholds are those of best F1 over all cells of the
///           validation pieces, then fixed; average precision, precision, recall and F1 over all
///           cells of the test pieces together; slots paired with sources piece by piece.
/// Deviates  the paper does not say what becomes of sources for which there is no slot left: here
///           their cells count as missed.
/// Errors    none.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "slots/whole_piece.h"

namespace divisi::slots {

struct SlotThresholds {
  double mixture = 0.5;
  double slots = 0.5;
};

/// Requires: pieces.
SlotThresholds best_thresholds(const std::vector<PieceVerdict>& validation);

/// By name: mixture_ap, mixture_f1, mixture_p, mixture_r; slot_ap, ...; cosine; polyphony_accuracy,
/// slot_polyphony_accuracy. In [0, 1]; what the network has no head for is absent.
std::map<std::string, double> score_pieces(const std::vector<PieceVerdict>& test,
                                           const SlotThresholds& thresholds);

}  // namespace divisi::slots
