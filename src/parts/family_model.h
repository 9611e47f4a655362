/// Which family of instruments plays a part: logistic regression on what the part sounds like.
///
/// Source    multinomial logistic regression (Bishop 2006, section 4.3.4).
/// Shapes    weights [families, features + 1], the last of each row for the constant; their number
///           says whether they are for what an instrument network said (parts/part_sound.h).
/// Thread    safe.
#pragma once

#include <optional>
#include <vector>

#include "parts/families.h"
#include "parts/part_sound.h"

namespace divisi::parts {

struct FamilyModel {
  std::vector<double> weights;
  double sharpness = 1.0;         ///< what sums are multiplied with; chosen on other sounds
  double least_confidence = 0.7;  ///< less is "unknown"

  bool by_instruments() const;

  /// For each family; they add to 1. Requires: as many features as the weights are for.
  std::vector<double> probabilities(const std::vector<double>& features) const;
};

struct NamedFamily {
  std::size_t family = 0;
  double confidence = 0.0;
};

/// The likeliest family; nothing when it is not likely enough, or the part has too few notes.
std::optional<NamedFamily> family_of(const FamilyModel& model, const PartSound& sound);

}  // namespace divisi::parts
