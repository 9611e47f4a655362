#include "separate/share_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace divisi::separate {
namespace {

/// Mean over channels.
float bin_power(std::span<const features::Bin* const> channels, int bin) {
  float power = 0.0F;
  for (const features::Bin* spectrum : channels) power += std::norm(spectrum[bin]);
  return power / float(channels.size());
}

constexpr int kLinearBands = 69;
constexpr double kBandsPerOctave = 48.0;
constexpr double kBend_hz = kLinearBands * kBandStep_hz;

}  // namespace

double band_hz(int band) {
  if (band <= kLinearBands) return band * kBandStep_hz;
  return kBend_hz * std::exp2((band - kLinearBands) / kBandsPerOctave);
}

double band_at(double frequency_hz) {
  const double band = frequency_hz <= kBend_hz
                          ? frequency_hz / kBandStep_hz
                          : kLinearBands + kBandsPerOctave * std::log2(frequency_hz / kBend_hz);
  return std::clamp(band, 0.0, double(kBands - 1));
}

features::StftSpec separation_stft(int sample_rate_hz) {
  const double wanted = sample_rate_hz / kBandStep_hz;
  const int window = 1 << std::max(2, int(std::lround(std::log2(wanted))));
  return {window, window / 4};
}

features::StftSpec learning_stft(int sample_rate_hz) {
  features::StftSpec spec = separation_stft(sample_rate_hz);
  spec.hop_samples *= kEvery;
  return spec;
}

BandMap::BandMap(const features::StftSpec& spec, int sample_rate_hz) {
  const double bin_hz = double(sample_rate_hz) / spec.window_samples;
  const int bins = spec.bins();
  for (int bin = 0; bin < bins; ++bin) {
    const double at = band_at(bin * bin_hz);
    const int below = std::min(int(at), kBands - 2);
    below_.push_back(below);
    fraction_.push_back(float(at - below));
  }
  for (int band = 0; band < kBands; ++band) {
    const double centre = band_hz(band);
    const double low = band == 0 ? 0.0 : 0.5 * (band_hz(band - 1) + centre);
    const double high = band + 1 == kBands ? centre : 0.5 * (centre + band_hz(band + 1));
    const int first = int(std::ceil(low / bin_hz));
    const int last = int(std::ceil(high / bin_hz)) - 1;
    // Where bins are wider than bands, the nearest stands for the band.
    const int nearest = std::min(int(std::lround(centre / bin_hz)), bins - 1);
    first_.push_back(first <= last ? std::min(first, bins - 1) : nearest);
    last_.push_back(first <= last ? std::min(last, bins - 1) : nearest);
  }
  const std::vector<float> window = features::stft_window(spec);
  scale_ = 2.0F / std::accumulate(window.begin(), window.end(), 0.0F);
  heard_bands_ = kBands;
  while (heard_bands_ > 1 && band_hz(heard_bands_ - 1) >= 0.5 * sample_rate_hz) --heard_bands_;
}

void BandMap::levels_of(std::span<const features::Bin* const> channels, float* band_level) const {
  for (int band = 0; band < kBands; ++band) {
    float most = 0.0F;
    if (band < heard_bands_) {
      for (int bin = first_[std::size_t(band)]; bin <= last_[std::size_t(band)]; ++bin) {
        most = std::max(most, bin_power(channels, bin));
      }
    }
    band_level[band] = scale_ * std::sqrt(most);
  }
}

void BandMap::at_bins(const float* at_bands, float* at_bins) const {
  for (std::size_t bin = 0; bin < below_.size(); ++bin) {
    const float* pair = at_bands + below_[bin];
    at_bins[bin] = pair[0] + fraction_[bin] * (pair[1] - pair[0]);
  }
}

}  // namespace divisi::separate
