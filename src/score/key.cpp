#include "score/key.h"

#include <cmath>

namespace divisi::score {
namespace {

using Profile = std::array<double, 12>;

constexpr Profile kMajor = {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kMinor = {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

Profile sounding_time(const Score& score) {
  Profile time{};
  for (const Part& part : score.parts) {
    if (part.is_drums) continue;
    for (const Note& note : part.notes) {
      const double length_s = note.offset_s - note.onset_s;
      // A long pedal point should not outvote a whole melody.
      if (length_s > 0.0 && note.pitch_midi >= 0) {
        time[static_cast<std::size_t>(note.pitch_midi % 12)] += std::fmin(length_s, 2.0);
      }
    }
  }
  return time;
}

double correlation(const Profile& time, const Profile& profile, int tonic) {
  double mean_time = 0.0;
  double mean_profile = 0.0;
  for (std::size_t i = 0; i < 12; ++i) {
    mean_time += time[i] / 12.0;
    mean_profile += profile[i] / 12.0;
  }
  double both = 0.0;
  double squares = 0.0;
  double profile_squares = 0.0;
  for (int i = 0; i < 12; ++i) {
    const double a = time[static_cast<std::size_t>((i + tonic) % 12)] - mean_time;
    const double b = profile[static_cast<std::size_t>(i)] - mean_profile;
    both += a * b;
    squares += a * a;
    profile_squares += b * b;
  }
  return squares > 0.0 ? both / std::sqrt(squares * profile_squares) : 0.0;
}

/// Sharps of the major key on a pitch class: -5 to 6.
int fifths_of_major(int tonic) {
  const int around = tonic * 7 % 12;
  return around > 6 ? around - 12 : around;
}

}  // namespace

Key estimate_key(const Score& score) {
  const Profile time = sounding_time(score);
  Key best;
  double best_correlation = 0.0;
  for (int tonic = 0; tonic < 12; ++tonic) {
    const double major = correlation(time, kMajor, tonic);
    const double minor = correlation(time, kMinor, tonic);
    if (major > best_correlation) {
      best_correlation = major;
      best = {fifths_of_major(tonic), false};
    }
    if (minor > best_correlation) {
      best_correlation = minor;
      best = {fifths_of_major((tonic + 3) % 12), true};
    }
  }
  return best;
}

Spelling spell_pitch(int pitch_midi, const Key& key) {
  constexpr char kSteps[] = "FCGDAEB";
  constexpr int kNatural[] = {5, 0, 7, 2, 9, 4, 11};
  // Place on the line of fifths: C is 0, G 1, F -1; within [fifths - 3, fifths + 8].
  const int lowest = key.fifths - 3;
  const int around = pitch_midi % 12 * 7 % 12;
  const int place = lowest + ((around - lowest) % 12 + 12) % 12;
  const int from_f = place + 1;
  const int alter = static_cast<int>(std::floor(from_f / 7.0));
  const int step = from_f - 7 * alter;
  const int natural_midi = pitch_midi - alter;  // B sharp is written in the octave below
  return {kSteps[step], alter, (natural_midi - kNatural[step]) / 12 - 1};
}

}  // namespace divisi::score
