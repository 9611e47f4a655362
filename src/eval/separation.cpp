#include "eval/separation.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::eval {
namespace {

double mean_of(Samples samples) {
  double sum = 0.0;
  for (const float sample : samples) sum += sample;
  return samples.empty() ? 0.0 : sum / static_cast<double>(samples.size());
}

/// Of two signals without their means.
double product(Samples a, double mean_a, Samples b, double mean_b) {
  DIVISI_CHECK(a.size() == b.size(), "signals of one length");
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum;
}

std::vector<double> means_of(const std::vector<Samples>& signals) {
  std::vector<double> means;
  for (const Samples signal : signals) means.push_back(mean_of(signal));
  return means;
}

std::vector<double> gram_of(const std::vector<Samples>& signals, const std::vector<double>& means) {
  const std::size_t count = signals.size();
  std::vector<double> gram(count * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      gram[i * count + j] = product(signals[i], means[i], signals[j], means[j]);
      gram[j * count + i] = gram[i * count + j];
    }
  }
  return gram;
}

/// Of a signal with a mean and nothing else, rounding leaves a little.
bool is_nothing(double energy, Samples samples, double mean) {
  return energy <= 1e-13 * mean * mean * static_cast<double>(samples.size());
}

}  // namespace

double ratio_db(double numerator, double denominator) {
  if (numerator <= 0.0) return -kMostDecibels;
  if (denominator <= 0.0) return kMostDecibels;
  return std::clamp(10.0 * std::log10(numerator / denominator), -kMostDecibels, kMostDecibels);
}

double si_sdr_db(Samples estimate, Samples reference) {
  const double mean_e = mean_of(estimate);
  const double mean_s = mean_of(reference);
  const double energy_e = product(estimate, mean_e, estimate, mean_e);
  const double energy_s = product(reference, mean_s, reference, mean_s);
  if (is_nothing(energy_s, reference, mean_s) || is_nothing(energy_e, estimate, mean_e)) {
    return -kMostDecibels;
  }
  const double both = product(estimate, mean_e, reference, mean_s);
  const double target = both * both / energy_s;
  return ratio_db(target, energy_e - target);
}

ScaleInvariantFigures::ScaleInvariantFigures(std::vector<Samples> references)
    : references_(std::move(references)),
      means_(means_of(references_)),
      gram_(gram_of(references_, means_)),
      span_(gram_, references_.size()) {}

SeparationFigures ScaleInvariantFigures::score(Samples estimate, std::size_t index) const {
  const std::size_t count = references_.size();
  const double mean = mean_of(estimate);
  const double energy = product(estimate, mean, estimate, mean);
  const double energy_s = gram_[index * count + index];
  if (is_nothing(energy_s, references_[index], means_[index]) ||
      is_nothing(energy, estimate, mean)) {
    return {-kMostDecibels, -kMostDecibels, -kMostDecibels};
  }
  std::vector<double> products;
  for (std::size_t i = 0; i < count; ++i) {
    products.push_back(product(estimate, mean, references_[i], means_[i]));
  }
  const double scale = products[index] / energy_s;
  const double target = scale * products[index];
  const double residual = energy - target;
  for (std::size_t i = 0; i < count; ++i) products[i] -= scale * gram_[i * count + index];
  products[index] = 0.0;  // by the choice of the scale
  const double interference = span_.energy(products);
  return {ratio_db(target, residual), ratio_db(target, interference),
          ratio_db(target, residual - interference)};
}

namespace {

/// [lag]: the sum over n of x[n] y[n - lag], both silent outside.
std::vector<double> correlate(Samples x, Samples y, std::size_t lags) {
  DIVISI_CHECK(x.size() == y.size(), "signals of one length");
  const std::size_t count = x.size();
  // y backwards, so that lags lie side by side; zeros stand for what was before its beginning.
  std::vector<double> backwards(count + lags, 0.0);
  for (std::size_t i = 0; i < count; ++i) backwards[i] = y[count - 1 - i];
  std::vector<double> sums(lags, 0.0);
  for (std::size_t n = 0; n < count; ++n) {
    const double sample = x[n];
    const double* shifted = &backwards[count - 1 - n];
    for (std::size_t lag = 0; lag < lags; ++lag) sums[lag] += sample * shifted[lag];
  }
  return sums;
}

/// Inner products of references delayed by 0 to taps - 1 samples: [R * taps, R * taps].
std::vector<double> delayed_gram(const std::vector<Samples>& references, std::size_t taps) {
  const std::size_t size = references.size() * taps;
  std::vector<double> gram(size * size, 0.0);
  for (std::size_t i = 0; i < references.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const std::vector<double> later = correlate(references[i], references[j], taps);
      const std::vector<double> earlier = correlate(references[j], references[i], taps);
      for (std::size_t a = 0; a < taps; ++a) {
        double* row = &gram[(i * taps + a) * size + j * taps];
        for (std::size_t b = 0; b < taps; ++b) row[b] = b >= a ? later[b - a] : earlier[a - b];
      }
    }
  }
  return gram;
}

}  // namespace

BssEvalFigures::BssEvalFigures(std::vector<Samples> references, std::size_t taps)
    : references_(std::move(references)),
      taps_(taps),
      all_(delayed_gram(references_, taps), references_.size() * taps) {
  for (const Samples reference : references_) {
    alone_.emplace_back(delayed_gram({reference}, taps), taps);
  }
}

std::vector<SeparationFigures> BssEvalFigures::score(Samples estimate) const {
  double energy = 0.0;
  for (const float sample : estimate) energy += static_cast<double>(sample) * sample;
  std::vector<double> products;
  for (const Samples reference : references_) {
    const std::vector<double> with_one = correlate(estimate, reference, taps_);
    products.insert(products.end(), with_one.begin(), with_one.end());
  }
  const double explained = all_.energy(products);
  std::vector<SeparationFigures> figures;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    const double target =
        alone_[i].energy(std::span<const double>(products).subspan(i * taps_, taps_));
    figures.push_back({ratio_db(target, energy - target), ratio_db(target, explained - target),
                       ratio_db(explained, energy - explained)});
  }
  return figures;
}

}  // namespace divisi::eval
