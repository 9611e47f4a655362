#include "train/augment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/check.h"

namespace divisi::train {
namespace {

constexpr double kPi = 3.141592653589793;

double from_db(double db) { return std::pow(10.0, db / 10.0); }

/// A curve over the bins made of a slope and three slow waves, with about `deviation` of spread.
std::vector<double> smooth_curve(int bins, double deviation, core::Rng& rng) {
  std::vector<double> curve(static_cast<std::size_t>(bins), 0.0);
  const double slope = rng.normal(0.0, deviation);
  std::array<double, 3> height{}, phase{}, waves{};
  for (std::size_t k = 0; k < height.size(); ++k) {
    height[k] = rng.normal(0.0, deviation * 0.6);
    phase[k] = rng.uniform(0.0, 2.0 * kPi);
    waves[k] = rng.uniform(0.5, 5.0);
  }
  for (int b = 0; b < bins; ++b) {
    const double x = static_cast<double>(b) / bins;
    double value = slope * (2.0 * x - 1.0);
    for (std::size_t k = 0; k < height.size(); ++k) {
      value += height[k] * std::sin(2.0 * kPi * waves[k] * x + phase[k]);
    }
    curve[static_cast<std::size_t>(b)] = value;
  }
  return curve;
}

}  // namespace

Colour draw_colour(int bin_count, const AugmentRecipe& recipe, core::Rng& rng) {
  Colour colour;
  const double level_db = rng.uniform(recipe.gain_low_db, recipe.gain_high_db);
  const std::vector<double> equaliser = smooth_curve(bin_count, recipe.equaliser_db, rng);
  const bool noisy = rng.chance(recipe.noise_probability);
  const double noise_db = rng.uniform(recipe.noise_low_db, recipe.noise_high_db);
  const std::vector<double> noise_curve = smooth_curve(bin_count, 6.0, rng);
  for (std::size_t b = 0; b < static_cast<std::size_t>(bin_count); ++b) {
    colour.gain.push_back(static_cast<float>(from_db(level_db + equaliser[b])));
    // A quarter: the energy of a full-scale sine in its bin (amplitude 1/2).
    colour.noise.push_back(noisy ? static_cast<float>(0.25 * from_db(noise_db + noise_curve[b]))
                                 : 0.0f);
  }
  return colour;
}

Recolour::Recolour(const ClipFeatures& features)
    : bin_count_(features.bin_count), map_count_(features.map_count) {
  DIVISI_CHECK(features.energy_scale.has_value(), "the features stand for energies");
  const features::LogEnergySpec& scale = *features.energy_scale;
  per_eps_ = static_cast<float>(1.0 / scale.eps);
  per_scale_ = static_cast<float>(1.0 / scale.scale);
  for (std::size_t i = 0; i < energy_.size(); ++i) {
    const double value = static_cast<double>(i) / features.steps_per_unit + features.lowest;
    energy_[i] = static_cast<float>(scale.energy_of(value));
  }
}

void Recolour::add_energies(const std::uint8_t* bytes, const Colour& colour, int bins,
                            core::Rng& rng, float* out) const {
  for (int b = std::max(0, -bins); b < bin_count_ - std::max(0, bins); ++b) {
    const float gain = colour.gain[static_cast<std::size_t>(b)];
    const float noise = colour.noise[static_cast<std::size_t>(b)];
    const std::uint8_t* from = bytes + std::ptrdiff_t{b} * map_count_;
    float* to = out + std::ptrdiff_t{b + bins} * map_count_;
    for (int m = 0; m < map_count_; ++m) {
      float e = energy_[from[m]] * gain;
      if (noise > 0.0f) e += noise * (0.4f + 1.2f * static_cast<float>(rng.uniform()));
      to[m] += e;
    }
  }
}

void Recolour::to_features(float* frame) const {
  for (int cell = 0; cell < bin_count_ * map_count_; ++cell)
    frame[cell] = std::log1p(frame[cell] * per_eps_) * per_scale_;
}

}  // namespace divisi::train
