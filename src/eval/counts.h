/// Precision, recall and their kin, from counts of right and wrong decisions.
///
/// Source    Bay, Ehmann and Downie 2009, equations 1 to 3 (accuracy, precision, recall); F1 is the
///           harmonic mean of the last two.
/// Deviates  a quotient whose denominator is 0 is 0, as in mir_eval.
#pragma once

#include <cstdint>

namespace divisi::eval {

struct Counts {
  std::int64_t true_positives = 0;
  std::int64_t false_positives = 0;
  std::int64_t false_negatives = 0;

  Counts& operator+=(const Counts& other) {
    true_positives += other.true_positives;
    false_positives += other.false_positives;
    false_negatives += other.false_negatives;
    return *this;
  }
};

struct Quality {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  double accuracy = 0.0;  ///< TP / (TP + FP + FN)
};

inline double f1_of(double precision, double recall) {
  return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

inline Quality quality_of(const Counts& counts) {
  const auto quotient = [&](std::int64_t denominator) {
    return denominator > 0
               ? static_cast<double>(counts.true_positives) / static_cast<double>(denominator)
               : 0.0;
  };
  Quality quality;
  quality.precision = quotient(counts.true_positives + counts.false_positives);
  quality.recall = quotient(counts.true_positives + counts.false_negatives);
  quality.f1 = f1_of(quality.precision, quality.recall);
  quality.accuracy =
      quotient(counts.true_positives + counts.false_positives + counts.false_negatives);
  return quality;
}

}  // namespace divisi::eval
