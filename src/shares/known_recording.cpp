#include "shares/known_recording.h"

#include <cmath>

#include "separate/level_meter.h"

namespace divisi::shares {

using separate::kBands;

KnownRecording::KnownRecording(const eval::MonoSound& mixture,
                               const std::vector<eval::NamedSound>& stems)
    : spec_(separate::learning_stft(mixture.sample_rate_hz)),
      frames_{double(spec_.hop_samples) / mixture.sample_rate_hz, 0.0},
      mixture_(features::stft(spec_, mixture.samples)) {
  for (int bin = 0; bin < spec_.bins(); ++bin) {
    const double hz = double(bin) * mixture.sample_rate_hz / spec_.window_samples;
    band_of_bin_.push_back(int(std::lround(separate::band_at(hz))));
  }
  for (const eval::NamedSound& stem : stems) stems_.push_back(features::stft(spec_, stem.samples));
  separate::LevelMeter meter(spec_, mixture.sample_rate_hz, 1);
  meter.push(mixture.samples.data(), mixture.samples.size(), levels_);
  meter.finish(levels_);
  reference_level_ = meter.mean_level();
}

std::int64_t KnownRecording::frame_count() const { return std::int64_t(levels_.size()) / kBands; }

const float* KnownRecording::level(std::int64_t frame) const {
  return levels_.data() + frame * kBands;
}

std::vector<float> KnownRecording::shares(separate::ShareEstimator& estimator, std::int64_t begin,
                                          int frames) const {
  separate::Stretch stretch;
  stretch.frames = frames_;
  stretch.first = stretch.begin = begin;
  stretch.end = stretch.last = begin + frames;
  stretch.levels = level(begin);
  std::vector<float> shares;
  estimator.estimate(stretch, shares);
  return shares;
}

StretchTruth KnownRecording::truth(std::int64_t begin, int frames) const {
  StretchTruth truth;
  truth.power = summed(mixture_, mixture_, begin, frames);
  for (const Bins& stem : stems_) {
    truth.common.push_back(summed(mixture_, stem, begin, frames));
    truth.own.push_back(summed(stem, stem, begin, frames));
  }
  return truth;
}

std::vector<float> KnownRecording::summed(const Bins& a, const Bins& b, std::int64_t begin,
                                          int frames) const {
  std::vector<float> sums(std::size_t(frames) * kBands);
  for (int t = 0; t < frames; ++t) {
    const auto row = std::size_t(begin + t) * band_of_bin_.size();
    float* bands = sums.data() + std::ptrdiff_t(t) * kBands;
    for (std::size_t bin = 0; bin < band_of_bin_.size(); ++bin) {
      const features::Bin &x = a[row + bin], &y = b[row + bin];
      bands[band_of_bin_[bin]] += x.real() * y.real() + x.imag() * y.imag();
    }
  }
  return sums;
}

}  // namespace divisi::shares
