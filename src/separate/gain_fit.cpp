#include "separate/gain_fit.h"

#include <cstddef>

namespace divisi::separate {
namespace {

constexpr float kResidualAtFirst = 0.02F;  ///< of the frame
constexpr float kTiny = 1e-9F;

}  // namespace

void start_gains(const float* level, std::vector<Sounding>& sounding) {
  float heard = 0.0F, expected = 0.0F;
  for (std::size_t band = 0; band < kBands; ++band) heard += level[band];
  for (const Sounding& one : sounding) expected += one.gain;
  const float scale = heard / (expected + kTiny);
  for (Sounding& one : sounding) one.gain *= scale;
  sounding.back().gain = kResidualAtFirst * heard;
}

void compare(const float* level, const std::vector<Sounding>& sounding,
             const std::vector<BandProfile>& spectra, BandProfile& ratio) {
  ratio.fill(kTiny);
  for (const Sounding& one : sounding) {
    const BandProfile& spectrum = spectra[std::size_t(one.component)];
    for (std::size_t band = 0; band < kBands; ++band) ratio[band] += one.gain * spectrum[band];
  }
  for (std::size_t band = 0; band < kBands; ++band) ratio[band] = level[band] / ratio[band];
}

void improve_gains(const float* level, std::vector<Sounding>& sounding,
                   const std::vector<BandProfile>& spectra, BandProfile& ratio) {
  compare(level, sounding, spectra, ratio);
  for (Sounding& one : sounding) {
    const BandProfile& spectrum = spectra[std::size_t(one.component)];
    float factor = 0.0F;
    for (std::size_t band = 0; band < kBands; ++band) factor += spectrum[band] * ratio[band];
    one.gain *= factor;
  }
}

}  // namespace divisi::separate
