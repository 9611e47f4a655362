#include "score/tempo.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "score/metre.h"
#include "score/onset_list.h"

namespace divisi::score {
namespace {

constexpr double kFrame_s = 0.01;
constexpr std::size_t kFewestOnsets = 8;
/// Contrast of onsets at random times stays below this (tests/score/tempo_test.cpp).
constexpr double kLeastContrast = 0.45;
constexpr double kLongest_s = 12.0 * 3600.0;
/// Ellis takes 400 or more for recorded sound; onsets of notes are surer, players less even.
constexpr double kTightness = 60.0;

/// Onset strength, a frame each 10 ms, blurred by 20 ms, with unit root mean square.
std::vector<float> onset_strength(const std::vector<Onset>& onsets, double start_s) {
  const auto frames = static_cast<std::size_t>((onsets.back().time_s - start_s) / kFrame_s) + 12;
  std::vector<float> strength(frames, 0.0f);
  for (const Onset& onset : onsets) {
    const double centre = (onset.time_s - start_s) / kFrame_s;
    for (int t = static_cast<int>(centre) - 5; t <= static_cast<int>(centre) + 6; ++t) {
      if (t < 0 || t >= static_cast<int>(frames)) continue;
      const double distance = (t - centre) / 2.0;
      strength[static_cast<std::size_t>(t)] +=
          static_cast<float>(std::sqrt(onset.weight) * std::exp(-0.5 * distance * distance));
    }
  }
  double energy = 0.0;
  for (const float value : strength) energy += static_cast<double>(value) * value;
  const double scale = std::sqrt(static_cast<double>(frames) / std::max(energy, 1e-12));
  for (float& value : strength) value = static_cast<float>(value * scale);
  return strength;
}

/// Ellis 2007, equations 5 and 6: the best chain of beats that ends at each frame.
std::vector<std::size_t> best_chain(const std::vector<float>& strength, double period_frames) {
  const std::size_t frames = strength.size();
  const int nearest = std::max(1, static_cast<int>(std::lround(period_frames / 2.0)));
  const int furthest = static_cast<int>(std::lround(period_frames * 2.0));
  std::vector<double> cost;
  for (int gap = nearest; gap <= furthest; ++gap) {
    const double ratio = std::log(gap / period_frames);
    cost.push_back(kTightness * ratio * ratio);
  }
  std::vector<double> total(frames);
  std::vector<std::int64_t> before(frames, -1);
  for (std::size_t t = 0; t < frames; ++t) {
    double best = 0.0;  // no beat before this one
    for (int gap = nearest; gap <= furthest && gap <= static_cast<int>(t); ++gap) {
      const double chain =
          total[t - static_cast<std::size_t>(gap)] - cost[static_cast<std::size_t>(gap - nearest)];
      if (chain > best) {
        best = chain;
        before[t] = static_cast<std::int64_t>(t) - gap;
      }
    }
    total[t] = best + strength[t];
  }
  const std::size_t tail = std::min(frames, static_cast<std::size_t>(period_frames) + 1);
  auto at = std::max_element(total.end() - static_cast<std::ptrdiff_t>(tail), total.end()) -
            total.begin();
  std::vector<std::size_t> beats;
  for (std::int64_t t = at; t >= 0; t = before[static_cast<std::size_t>(t)]) {
    beats.push_back(static_cast<std::size_t>(t));
  }
  std::reverse(beats.begin(), beats.end());
  return beats;
}

/// Beats to the onsets they meant: frames are coarse.
void snap_to_onsets(std::vector<double>& beats_s, const std::vector<Onset>& onsets) {
  constexpr double kReach_s = 0.035;
  for (double& beat_s : beats_s) {
    const auto next =
        std::lower_bound(onsets.begin(), onsets.end(), beat_s - kReach_s,
                         [](const Onset& onset, double time_s) { return onset.time_s < time_s; });
    const Onset* strongest = nullptr;
    for (auto onset = next; onset != onsets.end() && onset->time_s < beat_s + kReach_s; ++onset) {
      if (strongest == nullptr || onset->weight > strongest->weight) strongest = &*onset;
    }
    if (strongest != nullptr) beat_s = strongest->time_s;
  }
}

/// Even beats to both sides, so that every note lies between two.
void extend(std::vector<double>& beats_s, double period_s, double first_s, double last_s) {
  const double head_s = beats_s.size() > 1 ? beats_s[1] - beats_s[0] : period_s;
  std::vector<double> head;
  for (double time_s = beats_s.front(); time_s > first_s + 1e-9;) {
    time_s -= head_s;
    head.push_back(time_s);
  }
  beats_s.insert(beats_s.begin(), head.rbegin(), head.rend());
  while (beats_s.back() <= last_s || beats_s.size() < 2) {
    beats_s.push_back(beats_s.back() + period_s);
  }
}

BeatGrid guess(const std::vector<Onset>& onsets, double confidence, double last_s) {
  BeatGrid grid;
  grid.confidence = confidence;
  const double first_s = onsets.empty() ? 0.0 : onsets.front().time_s;
  grid.beats_s = {first_s};
  extend(grid.beats_s, 0.5, first_s, std::min(last_s, first_s + kLongest_s));
  return grid;
}

double last_time_s(const Score& score) {
  double last_s = 0.0;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      if (note.offset_s > last_s && note.offset_s < 1e7) last_s = note.offset_s;
    }
  }
  return last_s;
}

double median_gap(const std::vector<double>& beats_s) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < beats_s.size(); ++i) gaps.push_back(beats_s[i] - beats_s[i - 1]);
  std::nth_element(gaps.begin(), gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2),
                   gaps.end());
  return gaps[gaps.size() / 2];
}

}  // namespace

double BeatGrid::position(double time_s) const {
  const auto after = std::upper_bound(beats_s.begin(), beats_s.end(), time_s);
  const auto index = std::clamp<std::ptrdiff_t>(after - beats_s.begin() - 1, 0,
                                                static_cast<std::ptrdiff_t>(beats_s.size()) - 2);
  const double low_s = beats_s[static_cast<std::size_t>(index)];
  const double high_s = beats_s[static_cast<std::size_t>(index) + 1];
  return static_cast<double>(index) + (time_s - low_s) / (high_s - low_s);
}

BeatGrid estimate_beats(const Score& score) {
  const std::vector<Onset> onsets = collect_onsets(score);
  const double last_s = last_time_s(score);
  if (onsets.size() < kFewestOnsets || last_s - onsets.front().time_s > kLongest_s) {
    return guess(onsets, 0.0, last_s);
  }
  const PeriodEstimate period = estimate_period(onsets);
  if (period.contrast < kLeastContrast) return guess(onsets, period.contrast, last_s);
  const double start_s = onsets.front().time_s - 0.1;
  BeatGrid grid;
  for (const std::size_t frame :
       best_chain(onset_strength(onsets, start_s), period.period_s / kFrame_s)) {
    grid.beats_s.push_back(start_s + static_cast<double>(frame) * kFrame_s);
  }
  snap_to_onsets(grid.beats_s, onsets);
  extend(grid.beats_s, period.period_s, onsets.front().time_s, last_s);
  grid.beats_per_minute = 60.0 / median_gap(grid.beats_s);
  grid.confidence = period.contrast;
  grid.is_guess = false;
  const Metre metre = estimate_metre(score, grid);
  grid.beats_per_bar = metre.beats_per_bar;
  grid.first_downbeat = metre.first_downbeat;
  return grid;
}

std::vector<TempoChange> tempo_map(const BeatGrid& grid) {
  constexpr double kTolerance_s = 0.02;
  const std::vector<double>& beats_s = grid.beats_s;
  std::size_t at = 0;
  while (at + 2 < beats_s.size() && beats_s[at] <= 0.0) ++at;
  const double period_s = 60.0 / grid.beats_per_minute;
  std::vector<TempoChange> tempo;
  if (beats_s[at] > 1e-6) {
    // Whole beats before the first: one if it comes late enough, else up to the second.
    if (beats_s[at] < 0.5 * period_s && at + 2 < beats_s.size()) ++at;
    const double count = std::max(1.0, std::round(beats_s[at] / period_s));
    tempo.push_back({0.0, 60.0 * count / beats_s[at]});
  }
  while (at + 1 < beats_s.size()) {
    // As far as one tempo goes: all beats up to `end` lie on the line from `at` to `end`.
    std::size_t end = at + 1;
    for (std::size_t next = end + 1; next < beats_s.size() && next - at <= 64; ++next) {
      const double gap_s = (beats_s[next] - beats_s[at]) / static_cast<double>(next - at);
      bool fits = true;
      for (std::size_t i = at + 1; i < next && fits; ++i) {
        const double line_s = beats_s[at] + gap_s * static_cast<double>(i - at);
        fits = std::fabs(line_s - beats_s[i]) <= kTolerance_s;
      }
      if (fits) end = next;
    }
    const double gap_s = (beats_s[end] - beats_s[at]) / static_cast<double>(end - at);
    if (tempo.empty() || std::fabs(tempo.back().beats_per_minute - 60.0 / gap_s) > 1e-3) {
      tempo.push_back({std::max(0.0, beats_s[at]), 60.0 / gap_s});
    }
    at = end;
  }
  if (tempo.empty()) tempo.push_back({0.0, grid.beats_per_minute});
  tempo.front().time_s = 0.0;
  return tempo;
}

}  // namespace divisi::score
