/// What the drum network hears: energies of mel bands, by a long and by a short window.
///
/// Problem   A stroke is told by when it begins and by what it has above the notes: constant-Q maps
///           (features/feature_extractor.h) end at 7 kHz, and their windows are long where a kick
///           is.
/// Idea      Short-time spectra of two window lengths on one grid of bands and frames: the long one
///           tells a kick from a bass, the short one tells when.
/// Source    Bands equally wide in mel(f) = 2595 log10(1 + f / 700) (O'Shaughnessy 1987), in
///           overlapping triangles as in Davis and Mermelstein 1980; the scale is
///           features/log_energy.h.
/// Deviates  A triangle is averaged over the width of a bin instead of being read at its centre, so
///           that the lowest bands, narrower than the bins of the short window, are not empty.
/// Shapes    mono [N] -> [T, B·M], map fastest: cell (band, map) is column band·M + map.
///           Frame t is centred at sample t·hop; T = 1 + ceil(N / hop), 0 for no samples.
/// Units     nepers over `log_energy.scale`, 0 for silence; a sinusoid of amplitude 1 has 1/4 in
///           all bands together, with any window.
/// Errors    create(): invalid_argument, naming what makes no bands.
/// Thread    one thread.   Neither blocks nor threads change a bit of the result.
#pragma once

#include <utility>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "features/feature_extractor.h"
#include "features/log_energy.h"
#include "features/stft.h"

namespace divisi::features {

struct MelSpec {
  double sample_rate_hz = 22050.0;
  int hop_samples = 256;
  std::vector<int> window_samples = {1024, 512};  ///< of each map; features/stft.h
  int band_count = 64;
  double lowest_hz = 20.0;  ///< where the first triangle begins
  double highest_hz = 11000.0;
  LogEnergySpec log_energy;

  int map_count() const { return static_cast<int>(window_samples.size()); }
  /// Columns of a frame.
  int cell_count() const { return band_count * map_count(); }
  FrameGrid frame_grid() const { return {hop_samples / sample_rate_hz, 0.0}; }
};

/// How much of a bin's energy a band takes: weights of the bins from `first_bin` on.
struct MelBand {
  int first_bin = 0;
  std::vector<float> weights;
};

/// The bands of a map, from low to high. Between the centres of the first and the last band the
/// weights of each bin sum to 1.
std::vector<MelBand> mel_bands(const MelSpec& spec, int window_samples);

/// Errors    those of create(), without its work.
Expected<void> check(const MelSpec& spec);

class MelExtractor {
 public:
  static Expected<MelExtractor> create(const MelSpec& spec);

  void push(const float* samples, std::size_t count, const FeatureSink& sink);
  /// Hands out the remaining frames. Nothing may be pushed afterwards.
  void finish(const FeatureSink& sink);

  const MelSpec& spec() const { return spec_; }

 private:
  /// One window length: its transform, and the frames that wait for those of the other.
  struct MelMap {
    MelMap(const MelSpec& spec, int window_samples);
    void write_frame(const Bin* bins, const LogEnergySpec& scale, int stride, float* out) const;

    Stft stft;
    std::vector<MelBand> bands;
    double per_energy;  ///< of a sinusoid of amplitude 1, over a quarter
    std::vector<Bin> waiting;
  };

  explicit MelExtractor(const MelSpec& spec);
  void hand_out(const FeatureSink& sink);

  MelSpec spec_;
  std::vector<MelMap> maps_;
  std::vector<float> cells_;
  std::int64_t frames_done_ = 0;
};

/// All frames of a clip.
Expected<Map2d> extract_mel(const MelSpec& spec, const float* samples, std::size_t count);

}  // namespace divisi::features
