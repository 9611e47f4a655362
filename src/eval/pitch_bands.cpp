#include "eval/pitch_bands.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/check.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

constexpr int kMostRounds = 100;

/// Between neighbours in proportion, from the nearer one, as numpy.quantile does by default.
double quantile(const std::vector<double>& sorted, double fraction) {
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double step = sorted[above] - sorted[below];
  const double share = place - static_cast<double>(below);
  return share < 0.5 ? sorted[below] + step * share : sorted[above] - step * (1.0 - share);
}

/// The first of the nearest.
std::size_t nearest(const std::vector<double>& centres, double pitch) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < centres.size(); ++i) {
    if (std::abs(pitch - centres[i]) < std::abs(pitch - centres[best])) best = i;
  }
  return best;
}

/// Each band's mean; a band without notes stays where it is.
std::vector<double> means_of(const Notes& notes, const std::vector<std::size_t>& bands,
                             const std::vector<double>& centres) {
  std::vector<double> sums(centres.size(), 0.0);
  std::vector<double> counts(centres.size(), 0.0);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    sums[bands[i]] += notes[i].pitch_midi;
    counts[bands[i]] += 1.0;
  }
  std::vector<double> means = centres;
  for (std::size_t k = 0; k < centres.size(); ++k) {
    if (counts[k] > 0.0) means[k] = sums[k] / counts[k];
  }
  return means;
}

bool have_settled(const std::vector<double>& before, const std::vector<double>& after) {
  return std::equal(before.begin(), before.end(), after.begin(), [](double a, double b) {
    return std::abs(b - a) <= 1e-8 + 1e-5 * std::abs(a);
  });
}

std::vector<double> first_centres(const Notes& notes, std::size_t band_count) {
  std::vector<double> pitches;
  for (const core::AnnotatedNote& note : notes) pitches.push_back(note.pitch_midi);
  std::sort(pitches.begin(), pitches.end());
  std::vector<double> centres;
  for (std::size_t k = 0; k < band_count; ++k) {
    centres.push_back(
        quantile(pitches, (static_cast<double>(k) + 0.5) / static_cast<double>(band_count)));
  }
  return centres;
}

}  // namespace

Notes in_one_source(Notes notes) {
  for (core::AnnotatedNote& note : notes) note.source = "0";
  core::sort_notes(notes);
  return notes;
}

Notes in_pitch_bands(Notes notes, std::size_t band_count) {
  DIVISI_CHECK(band_count >= 1, "at least one band");
  if (notes.empty()) return notes;
  std::vector<double> centres = first_centres(notes, band_count);
  std::vector<std::size_t> bands(notes.size());
  for (int round = 0; round < kMostRounds; ++round) {
    for (std::size_t i = 0; i < notes.size(); ++i) {
      bands[i] = nearest(centres, notes[i].pitch_midi);
    }
    std::vector<double> means = means_of(notes, bands, centres);
    if (have_settled(centres, means)) break;
    centres = std::move(means);
  }
  for (std::size_t i = 0; i < notes.size(); ++i) notes[i].source = std::to_string(bands[i]);
  core::sort_notes(notes);
  return notes;
}

}  // namespace divisi::eval
