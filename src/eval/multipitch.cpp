#include "eval/multipitch.h"

#include <algorithm>
#include <cmath>

#include <cstddef>
#include "divisi/score.h"

#include "core/check.h"
#include "match/bipartite.h"

namespace divisi::eval {
namespace {

constexpr double kWindowSemitones = 0.5;
constexpr double kOctaveSemitones = 12.0;

using Pitches = std::vector<double>;

Pitches to_midi(const std::vector<double>& frequencies_hz) {
  Pitches midi;
  for (const double hz : frequencies_hz) midi.push_back(pitch_of_hz(hz));
  return midi;
}

double wrapped(double pitch) {
  const double rest = std::fmod(pitch, kOctaveSemitones);
  return rest < 0.0 ? rest + kOctaveSemitones : rest;
}

bool agree(double reference, double estimate, bool chroma) {
  if (!chroma) {
    return estimate - kWindowSemitones <= reference && reference <= estimate + kWindowSemitones;
  }
  const double distance = std::abs(wrapped(reference) - wrapped(estimate));
  return std::min(distance, kOctaveSemitones - distance) <= kWindowSemitones;
}

std::size_t count_matches(const Pitches& reference, const Pitches& estimate, bool chroma) {
  std::vector<match::Edge> edges;
  for (std::size_t e = 0; e < estimate.size(); ++e) {
    for (std::size_t r = 0; r < reference.size(); ++r) {
      if (!agree(reference[r], estimate[e], chroma)) continue;
      edges.push_back({static_cast<int>(e), static_cast<int>(r)});
    }
  }
  return match::maximum_matching(edges).size();
}

/// Sums over frames, from which all scores follow.
struct Totals {
  double matched = 0.0;
  double reference = 0.0;
  double estimate = 0.0;
  double smaller = 0.0;  ///< of the two counts, frame by frame
  double larger = 0.0;
  double missed = 0.0;
  double false_alarms = 0.0;

  void add(std::size_t matched_count, std::size_t reference_count, std::size_t estimate_count) {
    const auto r = static_cast<double>(reference_count);
    const auto e = static_cast<double>(estimate_count);
    matched += static_cast<double>(matched_count);
    reference += r;
    estimate += e;
    smaller += std::min(r, e);
    larger += std::max(r, e);
    missed += std::max(0.0, r - e);
    false_alarms += std::max(0.0, e - r);
  }

  MultipitchScores scores() const {
    const auto quotient = [](double part, double whole) {
      return whole > 0.0 ? part / whole : 0.0;
    };
    MultipitchScores result;
    result.precision = quotient(matched, estimate);
    result.recall = quotient(matched, reference);
    result.accuracy = quotient(matched, estimate + reference - matched);
    result.substitution_error = quotient(smaller - matched, reference);
    result.miss_error = quotient(missed, reference);
    result.false_alarm_error = quotient(false_alarms, reference);
    result.total_error = quotient(larger - matched, reference);
    return result;
  }
};

/// numpy.allclose with its default tolerances.
bool same_times(const std::vector<double>& estimate, const std::vector<double>& reference) {
  return std::equal(
      estimate.begin(), estimate.end(), reference.begin(), reference.end(),
      [](double e, double r) { return std::abs(e - r) <= 1e-8 + 1e-5 * std::abs(r); });
}

}  // namespace

PitchSeries resample_pitches(const PitchSeries& series, const std::vector<double>& time_s) {
  PitchSeries result{time_s, std::vector<std::vector<double>>(time_s.size())};
  if (series.time_s.empty()) return result;
  std::vector<double> borders;  // half way between neighbours
  for (std::size_t i = 1; i < series.time_s.size(); ++i) {
    borders.push_back(series.time_s[i] / 2.0 + series.time_s[i - 1] / 2.0);
  }
  for (std::size_t t = 0; t < time_s.size(); ++t) {
    if (time_s[t] < series.time_s.front() || time_s[t] > series.time_s.back()) continue;
    const auto border = std::lower_bound(borders.begin(), borders.end(), time_s[t]);
    result.frequencies_hz[t] =
        series.frequencies_hz[static_cast<std::size_t>(border - borders.begin())];
  }
  return result;
}

MultipitchResult score_multipitch(const PitchSeries& reference, const PitchSeries& estimate) {
  DIVISI_CHECK(reference.time_s.size() == reference.frequencies_hz.size() &&
                   estimate.time_s.size() == estimate.frequencies_hz.size(),
               "one list of frequencies for each time");
  if (!same_times(estimate.time_s, reference.time_s)) {
    PitchSeries aligned = resample_pitches(estimate, reference.time_s);
    return score_multipitch(reference, aligned);
  }
  Totals pitch;
  Totals chroma;
  for (std::size_t t = 0; t < reference.time_s.size(); ++t) {
    const Pitches r = to_midi(reference.frequencies_hz[t]);
    const Pitches e = to_midi(estimate.frequencies_hz[t]);
    pitch.add(count_matches(r, e, false), r.size(), e.size());
    chroma.add(count_matches(r, e, true), r.size(), e.size());
  }
  return {pitch.scores(), chroma.scores()};
}

}  // namespace divisi::eval
