#include "separate/harmonic_shares.h"

#include <algorithm>
#include <cmath>

namespace divisi::separate {
namespace {

/// What the residual expects in the lowest band; it falls as the square root of the frequency.
constexpr float kFloor = 1e-4F;

BandProfile residual_floor() {
  BandProfile floor;
  for (int band = 0; band < kBands; ++band) {
    floor[std::size_t(band)] = kFloor * float(std::sqrt(100.0 / std::max(100.0, band_hz(band))));
  }
  return floor;
}

/// Powers [S, kBands] to shares, the last row being the residual's.
void normalise(float* cells, int sources) {
  for (int band = 0; band < kBands; ++band) {
    float sum = 0.0F;
    for (int s = 0; s < sources; ++s) sum += cells[s * kBands + band];
    for (int s = 0; s < sources; ++s) cells[s * kBands + band] /= sum;
  }
}

}  // namespace

HarmonicShares::HarmonicShares(const std::vector<Part>& parts, const features::StftSpec& spec,
                               int sample_rate_hz)
    : part_count_(parts.size()), expectation_(parts, spec, sample_rate_hz) {}

void HarmonicShares::estimate(const Stretch& stretch, std::vector<float>& shares) {
  static const BandProfile floor = residual_floor();
  const std::size_t row = std::size_t(source_count()) * kBands;
  shares.resize(std::size_t(stretch.end - stretch.begin) * row);
  float* cells = shares.data();
  for (std::int64_t frame = stretch.begin; frame < stretch.end; ++frame, cells += row) {
    expectation_.at(stretch.frames.time_s(double(frame)), cells);
    std::copy(floor.begin(), floor.end(), cells + part_count_ * kBands);
    normalise(cells, source_count());
  }
}

}  // namespace divisi::separate
