/// The bands on which it is decided what belongs to whom: the same for every sample rate.
///
/// Up to 743 Hz they lie on the bins of a 4096-point transform at 44.1 kHz (10.77 Hz), above at 48
/// for each octave, where that is as wide: 256 bands, the last at 10.9 kHz. What is above
/// that shares as the last band does.
///
/// Units     levels as amplitudes: a sine of amplitude a has about a in its band.
/// Errors    none.
/// Thread    safe; a BandMap is immutable.
#pragma once

#include <span>
#include <vector>

#include "features/stft.h"

namespace divisi::separate {

constexpr int kBands = 256;
constexpr double kBandStep_hz = 44100.0 / 4096.0;

/// Centre of a band, 0 <= band < kBands.
double band_hz(int band);

/// The inverse, between bands too; clamped to the first and the last.
double band_at(double frequency_hz);

/// The window that lasts nearest to 93 ms (4096 samples at 44.1 kHz), with a quarter of it as hop.
features::StftSpec separation_stft(int sample_rate_hz);

/// Of these frames every second one: they overlap by three quarters, and half of them teach as much
/// and show as much. Spectra are learned from them, and the share network sees them.
inline constexpr int kEvery = 2;
features::StftSpec learning_stft(int sample_rate_hz);

/// Between the bins of a transform at some rate and the bands.
class BandMap {
 public:
  BandMap(const features::StftSpec& spec, int sample_rate_hz);

  int bins() const { return int(below_.size()); }

  /// Bands at or above half the sample rate hold nothing.
  int heard_bands() const { return heard_bands_; }

  /// Of one frame, its channels' spectra [F]: levels [kBands] of their mean power.
  void levels_of(std::span<const features::Bin* const> channels, float* band_level) const;

  /// From something [kBands] to the same at bins [F], straight lines between the bands' centres.
  void at_bins(const float* at_bands, float* at_bins) const;

 private:
  std::vector<int> below_;         ///< [F] band below the bin
  std::vector<float> fraction_;    ///< [F] how far it is to the next
  std::vector<int> first_, last_;  ///< [kBands] bins between the midpoints to its neighbours
  float scale_;                    ///< from a bin's magnitude to a sine's amplitude
  int heard_bands_;
};

}  // namespace divisi::separate
