/// Learns the families of instruments from parts whose players are known.
///
/// Source    multinomial logistic regression with a ridge on standardised features, by accelerated
///           gradient descent (Nesterov 1983) with the step of the largest curvature.
/// Thread    safe. The same parts in the same order give the same numbers.
#pragma once

#include <vector>

#include "parts/family_model.h"
#include "parts/labelled_part.h"

namespace divisi::parts {

/// Parts of too few notes are left out. Requires: at least one that is not, all of one dimension;
/// by instruments, that one has listened to all.
FamilyModel fit_family_model(const std::vector<LabelledPart>& parts, bool by_instruments);

/// A part, and which family the truth says.
struct FamilyCase {
  std::vector<double> features;
  std::size_t family = 0;
};

/// Chooses `sharpness` so that probabilities are as sure as they are right on `cases`, and
/// `least_confidence` so that of the names that are given `wanted_precision` are right. Where that
/// is not to be had, `least_confidence` is above 1: no name is ever given.
void calibrate_family_model(FamilyModel& model, const std::vector<FamilyCase>& cases,
                            double wanted_precision);

}  // namespace divisi::parts
