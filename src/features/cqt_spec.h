/// What a constant-Q transform is asked to be, and what follows from it.
///
/// Q here is the number of cycles under a window whose length is `rate·Q / f`:
/// Q = filter_scale / (2^(1/bins_per_octave) - 1). With gamma_hz > 0 the bandwidth of a bin is
/// f/Q + gamma_hz, so that low bins get shorter windows (variable Q).
///
/// Source    Brown 1991, equations 3 and 5 (constant Q); Schörkhuber & Klapuri 2010 (octaves by
///           repeated decimation); Schörkhuber et al. 2014, section 2 (gamma).
/// Units     in the names; `samples` always at the rate that the sentence speaks of.
/// Errors    invalid_argument, naming the field, what it is and what it may be.
/// Deviates  librosa divides gamma by the Q of filter_scale 1; here gamma_hz is the bandwidth added
///           to the window actually used, whatever filter_scale is.
#pragma once

#include <vector>

#include "divisi/error.h"
#include "features/window.h"

namespace divisi::features {

struct CqtSpec {
  double sample_rate_hz = 22050.0;
  int hop_samples = 512;
  int bins_per_octave = 36;
  int octave_count = 8;
  double lowest_hz = 32.07955284;
  double filter_scale = 1.0;
  Window window = Window::blackman_harris;
  double gamma_hz = 0.0;

  int bin_count() const { return bins_per_octave * octave_count; }
};

/// One bin: a window of `length_samples`, at its octave's rate, around a complex sinusoid.
struct CqtRow {
  double frequency_hz = 0.0;
  int length_samples = 0;
};

/// One octave. It is evaluated on the signal after `level` decimations by two.
struct OctavePlan {
  int level = 0;
  int hop_samples = 0;  ///< at this level's rate
  double sample_rate_hz = 0.0;
  int reach_samples = 0;     ///< no row needs a sample farther from the frame's centre
  std::vector<CqtRow> rows;  ///< from the lowest bin to the highest
};

struct CqtPlan {
  CqtSpec spec;
  std::vector<OctavePlan> octaves;  ///< from the highest to the lowest
  int level_count = 0;              ///< 1 + the deepest level used
};

/// A decimated signal is used up to this fraction of its Nyquist frequency. There the half-band
/// filter is flat within 0.06 dB and what it folds down is 94 dB weaker.
inline constexpr double kPassband = 0.8;

/// Lays out the octaves: each at the lowest rate whose passband holds it and whose hop is whole.
/// An odd hop therefore ends the decimation, and the octaves below get longer kernels instead.
Expected<CqtPlan> plan_cqt(const CqtSpec& spec);

}  // namespace divisi::features
