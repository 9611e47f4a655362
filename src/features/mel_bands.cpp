#include "features/mel_bands.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

namespace divisi::features {
namespace {

constexpr int kLongestWindow = 65536;
constexpr int kMostBands = 4096;

Error refused(const std::string& what) { return {ErrorCode::invalid_argument, what, "mel"}; }

double mel_of(double hz) { return 2595.0 * std::log10(1.0 + hz / 700.0); }
double hz_of(double mel) { return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0); }

/// Integral from minus infinity to `x` of the triangle that is 0 at low, 1 at centre, 0 at high.
double area_below(double x, double low, double centre, double high) {
  x = std::clamp(x, low, high);
  const double rise = std::min(x, centre) - low;
  const double left = rise * rise / (2.0 * (centre - low));
  if (x <= centre) return left;
  const double fall = high - x;
  return left + ((high - centre) * (high - centre) - fall * fall) / (2.0 * (high - centre));
}

}  // namespace

Expected<void> check(const MelSpec& spec) {
  if (!(spec.sample_rate_hz > 0.0) || !std::isfinite(spec.sample_rate_hz))
    return refused("mel bands need a sample rate above 0");
  if (!(spec.log_energy.eps > 0.0) || !(spec.log_energy.scale > 0.0))
    return refused("log energy needs eps and scale above 0");
  if (spec.band_count < 1 || spec.band_count > kMostBands)
    return refused("mel bands: found " + std::to_string(spec.band_count) + ", expected 1 to " +
                   std::to_string(kMostBands));
  const bool ordered = spec.lowest_hz >= 0.0 && spec.lowest_hz < spec.highest_hz &&
                       spec.highest_hz <= 0.5 * spec.sample_rate_hz;
  if (!ordered) return refused("mel bands must rise from 0 Hz or more to half the sample rate");
  if (spec.window_samples.empty()) return refused("mel bands need a window");
  for (const int window : spec.window_samples) {
    const bool is_length = window >= 4 && window <= kLongestWindow &&
                           std::has_single_bit(static_cast<unsigned>(window));
    const bool fits =
        is_length && (window / 2 == spec.hop_samples || window / 4 == spec.hop_samples);
    if (!fits)
      return refused("a window of " + std::to_string(window) + " samples for a hop of " +
                     std::to_string(spec.hop_samples) +
                     ", expected a power of two, two or four times the hop");
  }
  return {};
}

std::vector<MelBand> mel_bands(const MelSpec& spec, int window_samples) {
  const double bin_hz = spec.sample_rate_hz / window_samples;
  const double lowest = mel_of(spec.lowest_hz);
  const double width = (mel_of(spec.highest_hz) - lowest) / (spec.band_count + 1);
  const auto edge_hz = [&](int i) { return hz_of(lowest + i * width); };
  std::vector<MelBand> bands(static_cast<std::size_t>(spec.band_count));
  for (int b = 0; b < spec.band_count; ++b) {
    const double low = edge_hz(b), centre = edge_hz(b + 1), high = edge_hz(b + 2);
    MelBand& band = bands[static_cast<std::size_t>(b)];
    band.first_bin = static_cast<int>(std::floor(low / bin_hz + 0.5));
    const int last =
        std::min(window_samples / 2, static_cast<int>(std::floor(high / bin_hz + 0.5)));
    for (int bin = band.first_bin; bin <= last; ++bin) {
      const double above = area_below((bin + 0.5) * bin_hz, low, centre, high);
      const double below = area_below((bin - 0.5) * bin_hz, low, centre, high);
      band.weights.push_back(static_cast<float>((above - below) / bin_hz));
    }
  }
  return bands;
}

MelExtractor::MelMap::MelMap(const MelSpec& spec, int window_samples)
    : stft(StftSpec{window_samples, spec.hop_samples}), bands(mel_bands(spec, window_samples)) {
  // Parseval: a sinusoid of amplitude 1 has N sum(w^2) / 4 in the bins of positive frequency.
  double squares = 0.0;
  for (const float w : stft_window(stft.spec())) squares += static_cast<double>(w) * w;
  per_energy = 1.0 / (window_samples * squares);
}

void MelExtractor::MelMap::write_frame(const Bin* bins, const LogEnergySpec& scale, int stride,
                                       float* out) const {
  for (const MelBand& band : bands) {
    double energy = 0.0;
    const Bin* bin = bins + band.first_bin;
    for (const float weight : band.weights)
      energy += static_cast<double>(weight) * static_cast<double>(std::norm(*bin++));
    *out = static_cast<float>(scale.feature_of(energy * per_energy));
    out += stride;
  }
}

Expected<MelExtractor> MelExtractor::create(const MelSpec& spec) {
  if (const Expected<void> good = check(spec); !good) return good.error();
  return MelExtractor(spec);
}

MelExtractor::MelExtractor(const MelSpec& spec) : spec_(spec) {
  for (const int window : spec.window_samples) maps_.emplace_back(spec, window);
}

void MelExtractor::push(const float* samples, std::size_t count, const FeatureSink& sink) {
  for (MelMap& map : maps_) map.stft.push(samples, count, map.waiting);
  hand_out(sink);
}

void MelExtractor::finish(const FeatureSink& sink) {
  for (MelMap& map : maps_) map.stft.finish(map.waiting);
  hand_out(sink);
}

void MelExtractor::hand_out(const FeatureSink& sink) {
  std::size_t ready = maps_.front().waiting.size();
  for (const MelMap& map : maps_)
    ready = std::min(ready, map.waiting.size() / static_cast<std::size_t>(map.stft.spec().bins()));
  if (ready == 0) return;
  const auto columns = static_cast<std::size_t>(spec_.cell_count());
  cells_.resize(ready * columns);
  for (std::size_t m = 0; m < maps_.size(); ++m) {
    MelMap& map = maps_[m];
    const auto bins = static_cast<std::size_t>(map.stft.spec().bins());
    for (std::size_t t = 0; t < ready; ++t)
      map.write_frame(map.waiting.data() + t * bins, spec_.log_energy, spec_.map_count(),
                      cells_.data() + t * columns + m);
    map.waiting.erase(map.waiting.begin(),
                      map.waiting.begin() + static_cast<std::ptrdiff_t>(ready * bins));
  }
  sink(frames_done_, static_cast<int>(ready), cells_.data());
  frames_done_ += static_cast<std::int64_t>(ready);
}

Expected<Map2d> extract_mel(const MelSpec& spec, const float* samples, std::size_t count) {
  Expected<MelExtractor> extractor = MelExtractor::create(spec);
  if (!extractor) return extractor.error();
  Map2d map;
  map.columns = static_cast<std::size_t>(spec.cell_count());
  const FeatureSink append = [&](std::int64_t, int frames, const float* cells) {
    map.cells.insert(map.cells.end(), cells,
                     cells + static_cast<std::size_t>(frames) * map.columns);
    map.rows += static_cast<std::size_t>(frames);
  };
  extractor->push(samples, count, append);
  extractor->finish(append);
  return map;
}

}  // namespace divisi::features
