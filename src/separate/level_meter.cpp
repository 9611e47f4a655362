#include "separate/level_meter.h"

#include <algorithm>
#include <cmath>

namespace divisi::separate {

LevelMeter::LevelMeter(const features::StftSpec& spec, int sample_rate_hz, int channel_count)
    : bands_(spec, sample_rate_hz), spectra_(std::size_t(channel_count)) {
  for (int c = 0; c < channel_count; ++c) transforms_.emplace_back(spec);
}

void LevelMeter::push(const float* interleaved, std::size_t frames, std::vector<float>& levels) {
  const std::size_t channels = transforms_.size();
  plane_.resize(frames);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t n = 0; n < frames; ++n) plane_[n] = interleaved[n * channels + c];
    transforms_[c].push(plane_.data(), frames, spectra_[c]);
  }
  measure(levels);
}

void LevelMeter::finish(std::vector<float>& levels) {
  for (std::size_t c = 0; c < transforms_.size(); ++c) transforms_[c].finish(spectra_[c]);
  measure(levels);
}

float LevelMeter::mean_level() const {
  constexpr double kTiny = 1e-12;
  return float(std::sqrt(power_ / std::max(1.0, double(frames_) * kBands)) + kTiny);
}

void LevelMeter::measure(std::vector<float>& levels) {
  const auto bins = std::size_t(bands_.bins());
  const std::size_t frames = spectra_[0].size() / bins;
  std::vector<const features::Bin*> frame(spectra_.size());
  for (std::size_t t = 0; t < frames; ++t) {
    for (std::size_t c = 0; c < spectra_.size(); ++c) frame[c] = spectra_[c].data() + t * bins;
    levels.resize(levels.size() + kBands);
    float* fresh = levels.data() + levels.size() - kBands;
    bands_.levels_of(frame, fresh);
    for (int band = 0; band < kBands; ++band) power_ += double(fresh[band]) * fresh[band];
  }
  frames_ += std::int64_t(frames);
  for (auto& spectra : spectra_) spectra.clear();
}

}  // namespace divisi::separate
