/// Learns a pair model from notes whose sources are known: logistic regression.
///
/// Source    iteratively reweighted least squares (Newton's method on the log-likelihood), with a
///           small ridge so that pairs that are never asked about do not run away.
/// Errors    none: without pairs of both kinds the model is returned as it was.
/// Thread    safe.
#pragma once

#include <vector>

#include "parts/pair_model.h"

namespace divisi::parts {

/// Two notes of one piece.
struct LabelledPair {
  double trusted_cosine = 0.0;  ///< inner product of the trusted vectors
  double distance_semitones = 0.0;
  bool is_same = false;
  double weight = 1.0;  ///< > 0
};

struct FittedPairs {
  PairModel model;
  double log_loss = 0.0;  ///< weighted mean, in nats; how sure the model is of the truth
};

/// `start` gives the knots and half_trust, which the pairs were made with.
FittedPairs fit_pair_model(const std::vector<LabelledPair>& pairs, const PairModel& start);

/// Two notes of one stereo recording.
struct PlacedPair {
  double logit = 0.0;  ///< what the model says without their positions
  double apart = 0.0;  ///< distance of the positions
  bool is_same = false;
};

/// `start` with its position_logits: what positions add to what it knew.
FittedPairs fit_positions(const std::vector<PlacedPair>& pairs, const PairModel& start);

}  // namespace divisi::parts
