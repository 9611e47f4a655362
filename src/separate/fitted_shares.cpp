#include "separate/fitted_shares.h"

#include <algorithm>

#include "core/check.h"
#include "separate/gain_fit.h"

namespace divisi::separate {
namespace {

constexpr int kSteps = 10;
constexpr float kTiny = 1e-9F;  ///< of amplitude: with less than this the residual has everything

/// Amplitudes [S, kBands] to shares.
void normalise(float* cells, int sources) {
  float* residual = cells + std::ptrdiff_t(sources - 1) * kBands;
  for (int band = 0; band < kBands; ++band) {
    float sum = 0.0F;
    residual[band] = std::max(residual[band], kTiny);
    for (int s = 0; s < sources; ++s) {
      float& cell = cells[s * kBands + band];
      sum += cell *= cell;
    }
    for (int s = 0; s < sources; ++s) cells[s * kBands + band] /= sum;
  }
}

}  // namespace

FittedShares::FittedShares(Components components, std::vector<BandProfile> spectra)
    : components_(std::move(components)), spectra_(std::move(spectra)) {
  DIVISI_CHECK(int(spectra_.size()) == components_.count(), "a spectrum for each component");
}

void FittedShares::explain(const float* level, float* amplitudes) {
  start_gains(level, sounding_);
  for (int step = 0; step < kSteps; ++step) improve_gains(level, sounding_, spectra_, ratio_);
  std::fill_n(amplitudes, source_count() * kBands, 0.0F);
  for (const Sounding& one : sounding_) {
    const BandProfile& spectrum = spectra_[std::size_t(one.component)];
    float* row = amplitudes + std::ptrdiff_t(components_.part_of(one.component)) * kBands;
    for (std::size_t band = 0; band < kBands; ++band) row[band] += one.gain * spectrum[band];
  }
}

void FittedShares::estimate(const Stretch& stretch, std::vector<float>& shares) {
  const std::size_t row = std::size_t(source_count()) * kBands;
  shares.resize(std::size_t(stretch.end - stretch.begin) * row);
  float* cells = shares.data();
  for (std::int64_t frame = stretch.begin; frame < stretch.end; ++frame, cells += row) {
    components_.at(stretch.frames.time_s(double(frame)), sounding_);
    explain(stretch.level(frame), cells);
    normalise(cells, source_count());
  }
}

}  // namespace divisi::separate
