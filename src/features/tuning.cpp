#include "features/tuning.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "divisi/score.h"

namespace divisi::features {
namespace {

constexpr double kWindow_s = 0.37;
constexpr double kLowest_hz = 80.0;
constexpr double kHighest_hz = 1500.0;
constexpr float kSilent = -9.2f;     // log of 1e-4 of a sine of full scale
constexpr float kFaintest = 4.6f;    // a hundredth of the spectrum's strongest
constexpr float kStandsOut = 1.8f;   // six times its surroundings
constexpr double kHarmonic = 0.012;  // twenty cents
constexpr double kLeastTold_s = 4.0;
constexpr double kLeastAgreement = 0.3;
constexpr double kClose_cents = 5.0;
constexpr std::size_t kAround = 20;  // bins on either side

StftSpec spectra(double sample_rate_hz) {
  const auto samples = static_cast<unsigned>(std::max(64.0, kWindow_s * sample_rate_hz));
  const int window = static_cast<int>(std::bit_floor(samples + samples / 2));
  return {window, window / 2};
}

/// Where a parabola through three neighbours has its top, in bins from the middle one.
double top_of(float before, float here, float after) {
  const float bend = before - 2.0f * here + after;
  return bend < 0.0f ? 0.5 * (before - after) / bend : 0.0;
}

float median_around(const std::vector<float>& level, std::size_t bin) {
  const std::size_t first = bin - std::min(bin, kAround);
  const std::size_t last = std::min(level.size(), bin + kAround + 1);
  std::vector<float> near(level.begin() + static_cast<std::ptrdiff_t>(first),
                          level.begin() + static_cast<std::ptrdiff_t>(last));
  const auto middle = near.begin() + static_cast<std::ptrdiff_t>(near.size() / 2);
  std::nth_element(near.begin(), middle, near.end());
  return *middle;
}

/// Fifth, seventh, eleventh and thirteenth harmonics, and theirs, lie between keys.
bool is_mistuned_harmonic(double hz, double lower_hz) {
  const double ratio = hz / lower_hz;
  const double number = std::round(ratio);
  if (number < 5.0 || std::abs(ratio / number - 1.0) > kHarmonic) return false;
  const int n = static_cast<int>(number);
  return n % 5 == 0 || n % 7 == 0 || n % 11 == 0 || n % 13 == 0;
}

}  // namespace

TuningEstimator::TuningEstimator(double sample_rate_hz)
    : sample_rate_hz_(sample_rate_hz), stft_(spectra(sample_rate_hz)) {
  bins_per_hz_ = stft_.spec().window_samples / sample_rate_hz;
  const auto bins = static_cast<std::size_t>(stft_.spec().bins());
  level_.resize(std::min(bins, static_cast<std::size_t>(kHighest_hz * bins_per_hz_) + kAround));
}

void TuningEstimator::push(const float* samples, std::size_t count) {
  frames_.clear();
  stft_.push(samples, count, frames_);
  const auto bins = static_cast<std::size_t>(stft_.spec().bins());
  for (std::size_t at = 0; at < frames_.size(); at += bins) hear(&frames_[at]);
}

void TuningEstimator::hear(const Bin* spectrum) {
  find_peaks(spectrum);
  for (std::size_t peak = 0; peak < peaks_.size(); ++peak) {
    const auto& [hz, level] = peaks_[peak];
    const auto is_below = [hz = hz](const Peak& lower) {
      return is_mistuned_harmonic(hz, lower.hz);
    };
    if (std::any_of(peaks_.begin(), peaks_.begin() + static_cast<std::ptrdiff_t>(peak), is_below))
      continue;
    const double weight = std::exp(0.5 * level);
    sum_ += std::polar(weight, 2.0 * std::numbers::pi * 12.0 * std::log2(hz / kStandardTuning_hz));
    weight_ += weight;
  }
  if (!peaks_.empty()) heard_s_ += stft_.spec().hop_samples / sample_rate_hz_;
}

void TuningEstimator::find_peaks(const Bin* spectrum) {
  peaks_.clear();
  const double full_scale = 0.25 * stft_.spec().window_samples;
  const auto level_of = [scale = 1.0 / (full_scale * full_scale)](float power) {
    return static_cast<float>(0.5 * std::log(power * scale + 1e-18));
  };
  float most = 0.0f;
  for (int bin = 0; bin < stft_.spec().bins(); ++bin)
    most = std::max(most, std::norm(spectrum[bin]));
  const float loudest = level_of(most);
  if (loudest < kSilent) return;
  for (std::size_t bin = 0; bin < level_.size(); ++bin)
    level_[bin] = level_of(std::norm(spectrum[bin]));
  const auto first = static_cast<std::size_t>(std::max(1.0, kLowest_hz * bins_per_hz_));
  const std::size_t last =
      std::min(static_cast<std::size_t>(kHighest_hz * bins_per_hz_), level_.size() - 1);
  for (std::size_t bin = first; bin < last; ++bin) {
    const float here = level_[bin];
    if (here <= level_[bin - 1] || here < level_[bin + 1] || here < loudest - kFaintest) continue;
    if (here - median_around(level_, bin) < kStandsOut) continue;
    const double place = static_cast<double>(bin) + top_of(level_[bin - 1], here, level_[bin + 1]);
    peaks_.push_back({place / bins_per_hz_, here});
  }
}

Tuning TuningEstimator::estimate() const {
  if (!(weight_ > 0.0)) return {};
  return {std::arg(sum_) * 50.0 / std::numbers::pi, std::abs(sum_) / weight_, heard_s_};
}

double tuning_hz_of(const Tuning& found) {
  const bool is_worth_it = found.heard_s >= kLeastTold_s && found.agreement >= kLeastAgreement &&
                           std::abs(found.cents) >= kClose_cents;
  return is_worth_it ? kStandardTuning_hz * std::exp2(found.cents / 1200.0) : kStandardTuning_hz;
}

}  // namespace divisi::features
