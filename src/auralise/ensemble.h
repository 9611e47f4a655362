/// Notes back to sound: each part on its own, all of them side by side.
///
/// Shapes    [parts][samples], one channel each.
/// Units     a note of full velocity peaks near 0.2; levels between parts are for the caller to
///           match.
/// Errors    none once made.
/// Thread    one thread.   Realtime: no.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::auralise {

class Ensemble {
 public:
  virtual ~Ensemble() = default;

  /// The next `count` samples of each part; the first call begins at `start_s` of the score.
  /// The result does not depend on how many are asked for at once.
  virtual void render(std::size_t count, std::vector<std::vector<float>>& parts) = 0;
};

struct EnsembleOptions {
  int sample_rate_hz = 44100;
  double start_s = 0.0;  ///< notes that began before are left out
  double tuning_hz = kStandardTuning_hz;
};

/// Our own: decaying or held harmonics, and noise and sweeps for drums. Needs nothing.
/// `parts` must outlive it.
std::unique_ptr<Ensemble> make_additive_ensemble(const std::vector<Part>& parts,
                                                 const EnsembleOptions& options);

/// FluidSynth with a General MIDI soundfont. `parts` must outlive it.
/// Errors    unsupported: FluidSynth is not installed, or cannot work at that rate; not_found,
///           corrupt: the soundfont. Each says so in one line.
Expected<std::unique_ptr<Ensemble>> make_fluid_ensemble(const std::vector<Part>& parts,
                                                        const EnsembleOptions& options,
                                                        const std::filesystem::path& soundfont);

/// The first of the places where systems keep a General MIDI soundfont that has one; empty: none.
std::filesystem::path installed_soundfont();

}  // namespace divisi::auralise
