/// Pieces of made sounds: each class has its own strengths of partials.
#pragma once

#include <cmath>
#include <vector>

#include "core/rng.h"
#include "timbre/protocol.h"
#include "timbre/solo_pieces.h"

namespace divisi::timbre::testing {

constexpr double kRate_hz = 22050.0;

/// Notes of 0.25 s, one after the other, of random keys.
inline std::vector<Note> made_notes(double duration_s, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<Note> notes;
  for (double t = 0.02; t + 0.25 < duration_s; t += 0.26) {
    notes.push_back({t, t + 0.25, rng.integer(50, 74), 80});
  }
  return notes;
}

/// Class 0 has odd partials, class 1 even ones and the first, others fewer and fewer.
inline double strength(int timbre_class, int partial) {
  if (timbre_class == 0) return partial % 2 == 1 ? 1.0 / partial : 0.0;
  if (timbre_class == 1) return partial == 1 || partial % 2 == 0 ? 0.6 : 0.0;
  return partial <= 1 ? 1.0 : 0.0;
}

inline std::vector<float> made_sound(const std::vector<Note>& notes, double duration_s,
                                     int timbre_class) {
  std::vector<float> samples(static_cast<std::size_t>(duration_s * kRate_hz), 0.0f);
  for (const Note& note : notes) {
    const double f0_hz = 440.0 * std::pow(2.0, (note.pitch_midi - 69) / 12.0);
    const auto begin = static_cast<std::size_t>(note.onset_s * kRate_hz);
    const auto end = static_cast<std::size_t>(note.offset_s * kRate_hz);
    for (std::size_t n = begin; n < end && n < samples.size(); ++n) {
      const double t = static_cast<double>(n) / kRate_hz;
      for (int partial = 1; partial <= 6; ++partial) {
        samples[n] += static_cast<float>(0.1 * strength(timbre_class, partial) *
                                         std::sin(6.283185307179586 * f0_hz * partial * t));
      }
    }
  }
  return samples;
}

inline SoloPiece made_piece(int timbre_class, double duration_s, std::uint64_t seed) {
  const std::vector<Note> notes = made_notes(duration_s, seed);
  SoloPiece piece =
      make_solo_piece(made_sound(notes, duration_s, timbre_class), notes, timbre_class).value();
  piece.name = "made";
  return piece;
}

}  // namespace divisi::timbre::testing
