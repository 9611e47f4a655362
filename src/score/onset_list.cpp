#include "score/onset_list.h"

#include <algorithm>
#include <cmath>

namespace divisi::score {
namespace {

constexpr double kLatest_s = 1e7;
constexpr double kTogether_s = 0.04;
constexpr double kBin_s = 0.005;
constexpr double kShortest_s = 0.3;  ///< 200 bpm
constexpr double kLongest_s = 1.2;   ///< 50 bpm
constexpr int kTeeth = 4;
constexpr std::size_t kBins = static_cast<std::size_t>(kTeeth * kLongest_s / kBin_s) + 20;

double weight_of(const Note& note) {
  const double loud = std::clamp(note.velocity, 1, 127) / 127.0;
  const double low = note.pitch_midi < 52 ? 1.5 : 1.0;
  const double long_enough = std::clamp((note.offset_s - note.onset_s) / 0.25, 0.4, 1.5);
  return (0.3 + loud) * low * long_enough;
}

/// Distances between onsets up to the comb's reach, blurred by the unevenness of players.
std::vector<double> distance_histogram(const std::vector<Onset>& onsets) {
  std::vector<double> counts(kBins, 0.0);
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    for (std::size_t j = i + 1; j < onsets.size(); ++j) {
      const auto bin =
          static_cast<std::size_t>((onsets[j].time_s - onsets[i].time_s) / kBin_s + 0.5);
      if (bin >= kBins) break;
      counts[bin] += std::sqrt(onsets[i].weight * onsets[j].weight);
    }
  }
  constexpr int kReach = 12;
  constexpr double kSpread_bins = 4.0;  // 20 ms
  std::vector<double> blurred(kBins, 0.0);
  for (int bin = 0; bin < static_cast<int>(kBins); ++bin) {
    for (int near = -kReach; near <= kReach; ++near) {
      const int from = bin + near;
      if (from < 0 || from >= static_cast<int>(kBins)) continue;
      blurred[static_cast<std::size_t>(bin)] +=
          counts[static_cast<std::size_t>(from)] *
          std::exp(-0.5 * near * near / (kSpread_bins * kSpread_bins));
    }
  }
  return blurred;
}

double comb(const std::vector<double>& histogram, double period_s) {
  double sum = 0.0;
  for (int tooth = 1; tooth <= kTeeth; ++tooth) {
    const double place = tooth * period_s / kBin_s;
    const auto low = static_cast<std::size_t>(place);
    if (low + 1 >= histogram.size()) break;
    const double between = place - static_cast<double>(low);
    sum += ((1.0 - between) * histogram[low] + between * histogram[low + 1]) / std::sqrt(tooth);
  }
  return sum;
}

/// Ellis 2007, equation 7: people tap around 120 beats a minute.
double preference(double period_s) {
  constexpr double kSpread_octaves = 0.9;
  const double octaves = std::log2(period_s / 0.5) / kSpread_octaves;
  return std::exp(-0.5 * octaves * octaves);
}

}  // namespace

std::vector<Onset> collect_onsets(const Score& score) {
  std::vector<Onset> single;
  for (const Part& part : score.parts) {
    for (const Note& note : part.notes) {
      const bool usable = note.onset_s >= 0.0 && note.onset_s < kLatest_s &&
                          note.offset_s > note.onset_s && note.offset_s < kLatest_s;
      if (usable) single.push_back({note.onset_s, weight_of(note)});
    }
  }
  std::sort(single.begin(), single.end(),
            [](const Onset& a, const Onset& b) { return a.time_s < b.time_s; });
  std::vector<Onset> merged;
  double first_s = 0.0;
  for (const Onset& onset : single) {
    if (merged.empty() || onset.time_s - first_s > kTogether_s) {
      merged.push_back(onset);
      first_s = onset.time_s;
      continue;
    }
    Onset& last = merged.back();
    const double weight = last.weight + onset.weight;
    last.time_s += (onset.time_s - last.time_s) * onset.weight / weight;
    last.weight = weight;
  }
  return merged;
}

PeriodEstimate estimate_period(const std::vector<Onset>& onsets) {
  const std::vector<double> histogram = distance_histogram(onsets);
  constexpr double kStep_s = 0.001;
  PeriodEstimate best;
  double best_score = 0.0;
  double best_comb = 0.0;
  double sum = 0.0;
  int count = 0;
  for (double period_s = kShortest_s; period_s <= kLongest_s; period_s += kStep_s) {
    const double strength = comb(histogram, period_s);
    sum += strength;
    ++count;
    const double score = strength * preference(period_s);
    if (score > best_score) {
      best_score = score;
      best_comb = strength;
      best.period_s = period_s;
    }
  }
  if (best_comb > 0.0) best.contrast = std::clamp(1.0 - sum / count / best_comb, 0.0, 1.0);
  return best;
}

}  // namespace divisi::score
