/// How far a recording is tuned from equal temperament over A4 = 440 Hz.
///
/// The strongest peaks of its spectra each lie some cents above or below a key; where most agree,
/// that is the tuning.
///
/// Source    ours, after librosa's estimate_tuning and Dressler & Streich 2007: peaks of spectra of
///           0.37 s between 80 and 1,500 Hz, interpolated by a parabola, without those between keys
///           that are the fifth, seventh, eleventh or thirteenth harmonic of another (or a multiple
///           of one); the mean of their distances from the nearest key on a circle of 100 cents,
///           weighed by the square root of their amplitude.
/// Units     cents, in [-50, 50]: more than that is the next key. samples within [-1, 1].
/// Errors    none.
/// Thread    one thread for each object.   Blocks do not change the result.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

#include "features/stft.h"

namespace divisi::features {

struct Tuning {
  double cents = 0.0;      ///< of what is heard, above 440 Hz
  double agreement = 0.0;  ///< 1: every peak says so, 0: nobody agrees, or there is nothing to hear
  double heard_s = 0.0;    ///< of sound that has peaks
};

/// The first so many seconds of a recording tell.
inline constexpr double kTuningTold_s = 30.0;

/// A4 in Hz. 440 where that is close to it, or where too little agrees or sounds.
double tuning_hz_of(const Tuning& found);

class TuningEstimator {
 public:
  explicit TuningEstimator(double sample_rate_hz);

  void push(const float* samples, std::size_t count);
  Tuning estimate() const;

 private:
  struct Peak {
    double hz;
    float level;
  };

  void hear(const Bin* spectrum);
  void find_peaks(const Bin* spectrum);

  double sample_rate_hz_;
  double bins_per_hz_ = 0.0;
  Stft stft_;
  std::vector<Bin> frames_;
  std::vector<float> level_;  // of one spectrum's lower bins, logarithmic
  std::vector<Peak> peaks_;   // in it, rising
  double heard_s_ = 0.0;
  std::complex<double> sum_ = 0.0;
  double weight_ = 0.0;
};

}  // namespace divisi::features
