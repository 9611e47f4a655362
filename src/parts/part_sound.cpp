#include "parts/part_sound.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "parts/families.h"

namespace divisi::parts {
namespace {

constexpr double kHalfTrust = 1.0;        ///< the length of a vector that is trusted by half
constexpr double kOverlap_s = 0.05;       ///< less is no sounding together
constexpr double kChord_s = 0.03;         ///< between onsets that are struck together
constexpr double kShortestNote_s = 0.01;  ///< so that a logarithm stays finite
constexpr std::size_t kPlayingFeatures = 5;

struct Spread {
  double sum = 0.0;
  double squares = 0.0;

  void add(double x) {
    sum += x;
    squares += x * x;
  }
  double deviation(double count) const {
    const double mean = sum / count;
    return std::sqrt(std::max(0.0, squares / count - mean * mean));
  }
};

void add_families(PartSound& sound, const float* row) {
  if (row == nullptr) return;
  sound.family_sums.resize(kFamilyCount);
  for (std::size_t f = 0; f < kFamilyCount; ++f)
    sound.family_sums[f] += static_cast<double>(row[f]);
}

void add_vector(PartSound& sound, const float* vector, double pitch_midi) {
  const auto dimensions = static_cast<std::size_t>(sound.dimensions);
  double square = 0.0;
  for (std::size_t d = 0; d < dimensions; ++d)
    square += static_cast<double>(vector[d]) * static_cast<double>(vector[d]);
  const double trust = 1.0 / (std::sqrt(square) + kHalfTrust);
  const RegisterWeights weights = register_weights(pitch_midi);
  for (std::size_t r = 0; r < kRegisterCount; ++r) {
    sound.register_notes[r] += weights[r];
    if (weights[r] == 0.0) continue;
    for (std::size_t d = 0; d < dimensions; ++d)
      sound.register_sums[r * dimensions + d] +=
          weights[r] * trust * static_cast<double>(vector[d]);
  }
}

/// How many other notes sound during a note, on average: those that began before its end, less
/// those that had ended at its beginning.
double mean_overlap(const std::vector<Note>& notes) {
  std::vector<double> onsets;
  std::vector<double> offsets;
  for (const Note& note : notes) {
    onsets.push_back(note.onset_s);
    offsets.push_back(note.offset_s);
  }
  std::sort(onsets.begin(), onsets.end());
  std::sort(offsets.begin(), offsets.end());
  double sum = 0.0;
  for (const Note& note : notes) {
    const auto begun = std::lower_bound(onsets.begin(), onsets.end(), note.offset_s - kOverlap_s);
    const auto ended = std::upper_bound(offsets.begin(), offsets.end(), note.onset_s + kOverlap_s);
    const auto sounding = (begun - onsets.begin()) - (ended - offsets.begin()) - 1;
    sum += std::max(0.0, static_cast<double>(sounding));
  }
  return sum / static_cast<double>(notes.size());
}

double chord_share(const std::vector<Note>& notes) {
  std::vector<double> onsets;
  for (const Note& note : notes) onsets.push_back(note.onset_s);
  std::sort(onsets.begin(), onsets.end());
  double together = 0.0;
  for (std::size_t n = 1; n < onsets.size(); ++n) {
    if (onsets[n] - onsets[n - 1] < kChord_s) together += 1.0;
  }
  return together / static_cast<double>(notes.size());
}

void describe_playing(PartSound& sound, const std::vector<Note>& notes) {
  const auto count = static_cast<double>(notes.size());
  Spread lengths;
  Spread pitches;
  for (const Note& note : notes) {
    lengths.add(std::log(std::max(kShortestNote_s, note.offset_s - note.onset_s)));
    pitches.add(note.pitch_midi);
  }
  sound.length_mean = lengths.sum / count;
  sound.length_spread = lengths.deviation(count);
  sound.pitch_spread_octaves = pitches.deviation(count) / 12.0;
  sound.together = std::log1p(mean_overlap(notes));
  sound.chords = chord_share(notes);
}

}  // namespace

PartSound sound_of(const NoteTokens& tokens) {
  PartSound sound;
  sound.dimensions = tokens.dimensions;
  sound.note_count = tokens.count();
  sound.register_sums.resize(kRegisterCount * static_cast<std::size_t>(tokens.dimensions));
  if (tokens.count() == 0) return sound;
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    add_vector(sound, tokens.vector(n), tokens.notes[n].pitch_midi);
    add_families(sound, tokens.beginning(n));
  }
  describe_playing(sound, tokens.notes);
  return sound;
}

std::vector<double> features_of(const PartSound& sound, bool by_instruments) {
  DIVISI_CHECK(!by_instruments || !sound.family_sums.empty(), "an instrument network has listened");
  const auto count = static_cast<double>(sound.note_count);
  std::vector<double> features;
  for (const double sum : by_instruments ? sound.family_sums : sound.register_sums)
    features.push_back(sum / count);
  for (const double notes : sound.register_notes) features.push_back(notes / count);
  features.insert(features.end(), {sound.length_mean, sound.length_spread, sound.together,
                                   sound.chords, sound.pitch_spread_octaves});
  return features;
}

std::size_t feature_count(int dimensions, bool by_instruments) {
  const std::size_t heard =
      by_instruments ? kFamilyCount : kRegisterCount * static_cast<std::size_t>(dimensions);
  return heard + kRegisterCount + kPlayingFeatures;
}

}  // namespace divisi::parts
