#include "eval/notes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

#include "eval/counts.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<TimedPitch>;
using Agreement = std::function<bool(const TimedPitch& reference, const TimedPitch& estimate)>;

/// Distances are rounded to 0.1 ms first, so that 50 ms written in decimals counts as 50 ms.
bool within(double a_s, double b_s, double tolerance_s) {
  return std::nearbyint(std::abs(a_s - b_s) * 1e4) / 1e4 <= tolerance_s;
}

double offset_tolerance_s(const TimedPitch& reference, const NoteTolerance& tolerance) {
  return std::max(*tolerance.offset_ratio * std::abs(reference.offset_s - reference.onset_s),
                  tolerance.offset_min_s);
}

/// Estimates by rising value of one of their times, to look only at those near a reference.
class TimeIndex {
 public:
  TimeIndex(const Notes& notes, double TimedPitch::*time) : notes_(notes), time_(time) {
    order_.resize(notes.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](int a, int b) { return time_of(a) < time_of(b); });
  }

  /// Indices of notes at most `reach_s` away, in rising order.
  std::vector<int> near(double time_s, double reach_s) const {
    const auto first =
        std::lower_bound(order_.begin(), order_.end(), time_s - reach_s,
                         [&](int index, double bound) { return time_of(index) < bound; });
    std::vector<int> found;
    for (auto it = first; it != order_.end() && time_of(*it) <= time_s + reach_s; ++it) {
      found.push_back(*it);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  double time_of(int index) const { return notes_[static_cast<std::size_t>(index)].*time_; }

  const Notes& notes_;
  double TimedPitch::*time_;
  std::vector<int> order_;
};

/// Edges in order of the reference, then of the estimate, on which ties depend (match/bipartite.h).
std::vector<match::Edge> edges_between(const Notes& reference, const Notes& estimate,
                                       double TimedPitch::*time,
                                       const std::function<double(const TimedPitch&)>& reach_s,
                                       const Agreement& agree) {
  constexpr double kRounding = 1e-4;  // what rounding may add to the reach
  const TimeIndex index(estimate, time);
  std::vector<match::Edge> edges;
  for (std::size_t r = 0; r < reference.size(); ++r) {
    for (const int e : index.near(reference[r].*time, reach_s(reference[r]) + kRounding)) {
      if (!agree(reference[r], estimate[static_cast<std::size_t>(e)])) continue;
      edges.push_back({e, static_cast<int>(r)});
    }
  }
  return edges;
}

bool notes_agree(const TimedPitch& r, const TimedPitch& e, const NoteTolerance& tolerance) {
  if (!within(r.onset_s, e.onset_s, tolerance.onset_s)) return false;
  const double cents = std::abs(1200.0 * (std::log2(r.frequency_hz) - std::log2(e.frequency_hz)));
  if (!(cents <= tolerance.pitch_cents)) return false;
  return !tolerance.offset_ratio ||
         within(r.offset_s, e.offset_s, offset_tolerance_s(r, tolerance));
}

/// The straight line that brings estimated velocities closest to the references' [0, 1].
struct Line {
  double slope = 0.0;
  double intercept = 0.0;
};

/// Least squares; where all x are equal, the solution of smallest norm, as numpy.linalg.lstsq.
Line fit_line(const std::vector<double>& x, const std::vector<double>& y) {
  const auto count = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / count;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / count;
  double xx = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  if (xx <= 1e-24 * count * (1.0 + mean_x * mean_x)) {
    const double norm = mean_x * mean_x + 1.0;
    return {mean_y * mean_x / norm, mean_y / norm};
  }
  return {xy / xx, mean_y - xy / xx * mean_x};
}

std::vector<match::Edge> keep_agreeing_velocities(const std::vector<match::Edge>& pairs,
                                                  const Notes& reference, const Notes& estimate,
                                                  double tolerance) {
  if (pairs.empty()) return {};
  const auto [lowest, highest] = std::minmax_element(
      reference.begin(), reference.end(),
      [](const TimedPitch& a, const TimedPitch& b) { return a.velocity < b.velocity; });
  const double range = std::max(1.0, highest->velocity - lowest->velocity);
  std::vector<double> x;
  std::vector<double> y;
  for (const match::Edge& pair : pairs) {
    x.push_back(estimate[static_cast<std::size_t>(pair.left)].velocity);
    y.push_back((reference[static_cast<std::size_t>(pair.right)].velocity - lowest->velocity) /
                range);
  }
  const Line line = fit_line(x, y);
  std::vector<match::Edge> kept;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (std::abs(line.slope * x[i] + line.intercept - y[i]) < tolerance) kept.push_back(pairs[i]);
  }
  return kept;
}

double average_overlap(const std::vector<match::Edge>& pairs, const Notes& reference,
                       const Notes& estimate) {
  double sum = 0.0;
  for (const match::Edge& pair : pairs) {
    const TimedPitch& r = reference[static_cast<std::size_t>(pair.right)];
    const TimedPitch& e = estimate[static_cast<std::size_t>(pair.left)];
    sum += (std::min(r.offset_s, e.offset_s) - std::max(r.onset_s, e.onset_s)) /
           (std::max(r.offset_s, e.offset_s) - std::min(r.onset_s, e.onset_s));
  }
  return pairs.empty() ? 0.0 : sum / static_cast<double>(pairs.size());
}

NoteScores scores_of(std::size_t matched, const Notes& reference, const Notes& estimate) {
  NoteScores scores;
  if (reference.empty() || estimate.empty()) return scores;
  scores.precision = static_cast<double>(matched) / static_cast<double>(estimate.size());
  scores.recall = static_cast<double>(matched) / static_cast<double>(reference.size());
  scores.f1 = f1_of(scores.precision, scores.recall);
  return scores;
}

}  // namespace

NoteTolerance onset_and_pitch() {
  NoteTolerance tolerance;
  tolerance.offset_ratio.reset();
  return tolerance;
}

std::vector<match::Edge> match_notes(const Notes& reference, const Notes& estimate,
                                     const NoteTolerance& tolerance) {
  const auto edges = edges_between(
      reference, estimate, &TimedPitch::onset_s,
      [&](const TimedPitch&) { return tolerance.onset_s; },
      [&](const TimedPitch& r, const TimedPitch& e) { return notes_agree(r, e, tolerance); });
  const auto pairs = match::maximum_matching(edges);
  if (!tolerance.velocity) return pairs;
  return keep_agreeing_velocities(pairs, reference, estimate, *tolerance.velocity);
}

NoteScores score_notes(const Notes& reference, const Notes& estimate,
                       const NoteTolerance& tolerance) {
  if (reference.empty() || estimate.empty()) return {};
  const auto pairs = match_notes(reference, estimate, tolerance);
  NoteScores scores = scores_of(pairs.size(), reference, estimate);
  scores.average_overlap = average_overlap(pairs, reference, estimate);
  return scores;
}

std::vector<match::Edge> match_onsets(const Notes& reference, const Notes& estimate,
                                      double tolerance_s) {
  return match::maximum_matching(edges_between(
      reference, estimate, &TimedPitch::onset_s, [&](const TimedPitch&) { return tolerance_s; },
      [&](const TimedPitch& r, const TimedPitch& e) {
        return within(r.onset_s, e.onset_s, tolerance_s);
      }));
}

NoteScores score_onsets(const Notes& reference, const Notes& estimate, double tolerance_s) {
  return scores_of(match_onsets(reference, estimate, tolerance_s).size(), reference, estimate);
}

NoteScores score_offsets(const Notes& reference, const Notes& estimate,
                         const NoteTolerance& tolerance) {
  const auto reach_s = [&](const TimedPitch& r) { return offset_tolerance_s(r, tolerance); };
  const auto edges =
      edges_between(reference, estimate, &TimedPitch::offset_s, reach_s,
                    [&](const TimedPitch& r, const TimedPitch& e) {
                      return within(r.offset_s, e.offset_s, offset_tolerance_s(r, tolerance));
                    });
  return scores_of(match::maximum_matching(edges).size(), reference, estimate);
}

std::vector<TimedPitch> to_timed_pitches(const std::vector<core::AnnotatedNote>& notes) {
  std::vector<TimedPitch> result;
  for (const core::AnnotatedNote& note : notes) {
    result.push_back({note.onset_s, note.offset_s, hz_of_pitch(note.pitch_midi), note.velocity});
  }
  return result;
}

}  // namespace divisi::eval
