#include "features/bend_finder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/check.h"
#include "divisi/score.h"

namespace divisi::features {
namespace {

constexpr int kHarmonics = 12;
constexpr double kRolloff = 0.8;  ///< harmonic h counts as 1 / h to this power
constexpr double kRoot = 0.25;    ///< of energy: soft harmonics have a say, too
/// What a semitone away from the key costs, of the greatest sum.
constexpr float kCostOfSemitone = 0.4f;
constexpr int kMargin = 16;  ///< silent bins at both ends, so that every reading is of something

/// Weights of four neighbours for what lies `part` of the way from the second to the third
/// (Catmull and Rom's cubic).
std::array<float, 4> cubic(double part) {
  const double a = part, b = part * part, c = part * part * part;
  return {static_cast<float>(-0.5 * a + b - 0.5 * c), static_cast<float>(1.0 - 2.5 * b + 1.5 * c),
          static_cast<float>(0.5 * a + 2.0 * b - 1.5 * c), static_cast<float>(0.5 * (c - b))};
}

/// Where the parabola through a step and those beside it has its top, no further than these.
template <class Sums>
float top_near(const Sums& sums, std::size_t step) {
  const auto top = static_cast<float>(step);
  if (step == 0 || step + 1 == sums.size()) return top;
  const float curvature = sums[step - 1] - 2.0f * sums[step] + sums[step + 1];
  if (curvature > -1e-9f) return top;
  return top + std::clamp(0.5f * (sums[step - 1] - sums[step + 1]) / curvature, -1.0f, 1.0f);
}

}  // namespace

BendFinder::Harmonic BendFinder::harmonic_at(double bins_above, double bins_per_step,
                                             double weight) {
  Harmonic harmonic{};
  for (int step = 0; step < kSteps; ++step) {
    const double bin = bins_above + (step - kStepsEachSide) * bins_per_step;
    Reading& reading = harmonic.at[static_cast<std::size_t>(step)];
    reading.first_bin = static_cast<int>(std::floor(bin)) - 1;
    reading.weights = cubic(bin - std::floor(bin));
    for (float& one : reading.weights) one *= static_cast<float>(weight);
    harmonic.last_bin = reading.first_bin + 3;
  }
  return harmonic;
}

BendFinder::BendFinder(const FeatureSpec& spec, const PitchGrid& pitches)
    : bin_count_(spec.bin_count()),
      map_count_(spec.map_count()),
      bins_per_semitone_(spec.bins_per_octave / 12),
      nepers_(static_cast<float>(kRoot * spec.log_energy.scale)) {
  DIVISI_CHECK(spec.bins_per_octave % 12 == 0, "a semitone has whole bins");
  // Rounded: a pitch that lies on a bin must not lie a hair below it.
  const double lowest =
      std::round(1e6 * (pitches.lowest_midi - pitch_of_hz(spec.lowest_hz)) * bins_per_semitone_) /
      1e6;
  lowest_bin_ = static_cast<int>(std::floor(lowest));
  const double bins_per_step = bins_per_semitone_ * (kMostBend_cents / 100.0) / kStepsEachSide;
  for (int h = 1; h <= kHarmonics; ++h) {
    harmonics_.push_back(harmonic_at(lowest - lowest_bin_ + spec.bins_per_octave * std::log2(h),
                                     bins_per_step, std::pow(h, -kRolloff)));
  }
}

void BendFinder::hear(const float* cells, std::vector<float>& heard) const {
  heard.assign(static_cast<std::size_t>(bin_count_ + 2 * kMargin), 0.0f);
  for (int bin = 0; bin < bin_count_; ++bin)
    heard[static_cast<std::size_t>(bin + kMargin)] =
        std::exp(nepers_ * cells[std::ptrdiff_t{bin} * map_count_]) - 1.0f;
}

float BendFinder::bend_of(const std::vector<float>& heard, int pitch) const {
  const int bin = lowest_bin_ + pitch * bins_per_semitone_;
  std::array<float, kSteps> sums{};
  for (const Harmonic& harmonic : harmonics_) {
    if (bin + harmonic.last_bin >= bin_count_) break;
    for (std::size_t step = 0; step < sums.size(); ++step) {
      const Reading& reading = harmonic.at[step];
      const float* bins = heard.data() + bin + kMargin + reading.first_bin;
      const auto& w = reading.weights;
      const float level = w[0] * bins[0] + w[1] * bins[1] + w[2] * bins[2] + w[3] * bins[3];
      sums[step] += std::max(0.0f, level);
    }
  }
  const float greatest = *std::max_element(sums.begin(), sums.end());
  if (!(greatest > 0.0f)) return 0.0f;
  constexpr float kCentsOfStep = static_cast<float>(kMostBend_cents) / kStepsEachSide;
  const auto gain_of = [&](int step) {
    const float semitones = std::abs(step - kStepsEachSide) * kCentsOfStep / 100.0f;
    return sums[static_cast<std::size_t>(step)] - kCostOfSemitone * greatest * semitones;
  };
  int best = 0;
  for (int step = 1; step < kSteps; ++step)
    if (gain_of(step) > gain_of(best)) best = step;
  const float cents =
      (top_near(sums, static_cast<std::size_t>(best)) - kStepsEachSide) * kCentsOfStep;
  return std::clamp(cents, -float(kMostBend_cents), float(kMostBend_cents));
}

}  // namespace divisi::features
