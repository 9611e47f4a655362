/// What is known of a source: sums over its notes, from which it is compared with others.
///
/// Source    ours. With n notes, vector sum s and pitch histogram h, the mean logit over the pairs
/// of
///           sources A and B is w_cos (s_A · s_B) / (n_A n_B) + (h_A · F h_B) / (n_A n_B), where
///           F_pq = f(|p - q|) (parts/pair_model.h).
/// Cost      O(D + P) for a comparison, whatever the number of notes.
#pragma once

#include <array>
#include <vector>

#include "parts/pair_model.h"

namespace divisi::parts {

inline constexpr int kPitches = 128;  ///< MIDI's

class SourceRuler;

class Source {
 public:
  explicit Source(int dimensions) : sum_(static_cast<std::size_t>(dimensions), 0.0) {}

  double count() const { return count_; }
  double mean_pitch() const;

 private:
  friend class SourceRuler;
  double count_ = 0.0;
  std::vector<double> sum_;                 ///< of trusted vectors, [D]
  std::array<double, kPitches> pitches_{};  ///< notes at each pitch
  std::array<double, kPitches> reached_{};  ///< F h
};

/// Compares notes and sources by one pair model.
class SourceRuler {
 public:
  explicit SourceRuler(const PairModel& model);

  void add(Source& source, const float* trusted_vector, int pitch_midi) const;
  void remove(Source& source, const float* trusted_vector, int pitch_midi) const;
  void merge(Source& into, const Source& from) const;

  /// Mean logit over all pairs. Requires: both have notes.
  double mean_logit(const Source& a, const Source& b) const;
  double mean_logit(const float* trusted_vector, int pitch_midi, const Source& source) const;
  /// Of two notes.
  double logit(const float* a, int pitch_a, const float* b, int pitch_b, int dimensions) const;

 private:
  void change(Source& source, const float* trusted_vector, int pitch_midi, double by) const;

  double cosine_weight_;
  std::array<double, kPitches> by_distance_{};  ///< f
};

}  // namespace divisi::parts
