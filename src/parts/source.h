/// What is known of a source: sums over its notes, from which it is compared with others.
///
/// Source    ours. With n notes, vector sum s and pitch histogram h, the mean logit over the pairs
/// of
///           sources A and B is w_cos (s_A · s_B) / (n_A n_B) + (h_A · F h_B) / (n_A n_B), where
///           F_pq = f(|p - q|) (parts/pair_model.h); likewise for positions, in 64ths of the way
///           from left to right.
/// Cost      O(D + P) for a comparison, whatever the number of notes.
#pragma once

#include <array>
#include <vector>

#include "parts/pair_model.h"

namespace divisi::parts {

inline constexpr int kPlaces = 128;  ///< MIDI's pitches; positions take half of them
inline constexpr int kNowhere = -1;  ///< the position of a note that has none

/// A note as it is compared.
struct ComparedNote {
  const float* vector = nullptr;  ///< trusted, [D]
  int pitch_midi = 0;
  int position = kNowhere;  ///< 0 (left) to 64, as places_of() has it
};

/// Where the notes stand; all kNowhere where positions are not known, do not count for `pairs`, or
/// lie so close together that they tell nobody apart.
std::vector<int> places_of(const NoteTokens& tokens, const PairModel& pairs);
/// Of two places, as PairModel::position_logit() takes it.
double distance_of(int place, int other);

class SourceRuler;

class Source {
 public:
  explicit Source(int dimensions) : sum_(static_cast<std::size_t>(dimensions), 0.0) {}

  double count() const { return count_; }
  bool has_notes() const { return count_ > 0.5; }
  const std::vector<double>& vector_sum() const { return sum_; }
  double mean_pitch() const;

 private:
  friend class SourceRuler;
  struct Histogram {
    std::array<double, kPlaces> notes{};    ///< at each place
    std::array<double, kPlaces> reached{};  ///< F h
  };
  double count_ = 0.0;
  std::vector<double> sum_;  ///< of trusted vectors, [D]
  Histogram pitches_;
  Histogram positions_;
};

/// Compares notes and sources by one pair model.
class SourceRuler {
 public:
  explicit SourceRuler(const PairModel& model);

  double cosine_weight() const { return cosine_weight_; }

  void add(Source& source, const ComparedNote& note) const;
  /// Sources of all notes at once: note n goes to source `source_of_note[n]`, or to none where that
  /// is negative.
  std::vector<Source> gather(const std::vector<ComparedNote>& notes, int dimensions,
                             const std::vector<int>& source_of_note,
                             std::size_t source_count) const;
  void remove(Source& source, const ComparedNote& note) const;
  void merge(Source& into, const Source& from) const;

  /// Mean logit over all pairs. Requires: both have notes.
  double mean_logit(const Source& a, const Source& b) const;
  double mean_logit(const ComparedNote& note, const Source& source) const;
  /// What of it depends on where the note lies.
  double mean_place_logit(const ComparedNote& note, const Source& source) const;
  /// f and g; 0 where a position is not known.
  double pitch_logit(int pitch, int other) const;
  double position_logit(int position, int other) const;
  /// Of two notes.
  double logit(const ComparedNote& a, const ComparedNote& b, int dimensions) const;

 private:
  void change(Source& source, const ComparedNote& note, double by) const;

  double cosine_weight_;
  std::array<double, kPlaces> by_interval_{};  ///< f
  std::array<double, kPlaces> by_position_{};  ///< g
};

}  // namespace divisi::parts
