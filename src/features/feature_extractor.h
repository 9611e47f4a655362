/// What the networks hear: constant-Q maps of one signal on a logarithmic scale.
///
/// By default two maps on one grid: a long one, whose windows tell partials a third of a semitone
/// apart, and a short one that tells when. Semitone MIDI 21 + p owns bins 3p .. 3p+2 and 3p+1 is
/// its centre.
///
/// Source    ours; the transforms after features/cqt.h, the scale is features/log_energy.h.
/// Shapes    mono [N] -> [T, F·M], map fastest: cell (bin, map) is column bin·M + map.
///           T = ceil(N / hop).
/// Units     nepers over `log_energy.scale`, 0 for silence.
/// Errors    create(): invalid_argument, as features/cqt_spec.h, and for no maps or a bad scale.
/// Thread    one thread.   Realtime: see features/cqt_bank.h.
#pragma once

#include <utility>

#include "divisi/grid.h"
#include "features/cqt_bank.h"
#include "features/log_energy.h"

namespace divisi::features {

/// Window shape of one map; see CqtSpec.
struct FeatureMapSpec {
  Window window = Window::hann;
  double filter_scale = 1.0;
  double gamma_hz = 0.0;
};

struct FeatureSpec {
  double sample_rate_hz = 22050.0;
  int hop_samples = 512;
  int bins_per_octave = 36;
  int octave_count = 8;
  double lowest_hz = 26.975577410895163;  ///< 27.5 Hz · 2^(-1/36): one bin below A0
  std::vector<FeatureMapSpec> maps = {{Window::hann, 0.8, 1.5}, {Window::hann, 0.25, 6.0}};
  LogEnergySpec log_energy;

  int bin_count() const { return bins_per_octave * octave_count; }
  int map_count() const { return static_cast<int>(maps.size()); }
  /// Columns of a frame.
  int cell_count() const { return bin_count() * map_count(); }
  /// Frame t is centred at sample t·hop.
  FrameGrid frame_grid() const { return {hop_samples / sample_rate_hz, 0.0}; }
  CqtSpec cqt_spec(int map) const;
  /// The same bins, as far above or below the keys of that tuning as they are of A4 = 440 Hz.
  FeatureSpec in_tuning(double tuning_hz) const;
};

/// A run of frames in order: cells [frame_count, F·M], valid during the call only.
using FeatureSink =
    std::function<void(std::int64_t first_frame, int frame_count, const float* cells)>;

class FeatureExtractor {
 public:
  static Expected<FeatureExtractor> create(const FeatureSpec& spec);

  void push(const float* samples, std::size_t count, const FeatureSink& sink);
  /// Hands out the remaining frames. Afterwards only reset() may be called.
  void finish(const FeatureSink& sink);
  void reset() { bank_.reset(); }

  /// `watcher` sees the transforms themselves, before the sink gets their frames.
  void watch(CqtBankSink watcher) { watcher_ = std::move(watcher); }

  FrameGrid frame_grid() const { return spec_.frame_grid(); }
  const FeatureSpec& spec() const { return spec_; }

 private:
  FeatureExtractor(const FeatureSpec& spec, CqtBank bank);
  CqtBankSink scale_into(const FeatureSink& sink);

  FeatureSpec spec_;
  CqtBank bank_;
  LogEnergy log_energy_;
  std::vector<float> cells_;
  CqtBankSink watcher_;
};

/// All frames of a clip.
Expected<Map2d> extract_features(const FeatureSpec& spec, const float* samples, std::size_t count);

}  // namespace divisi::features
