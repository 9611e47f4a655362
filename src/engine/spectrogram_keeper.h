/// A spectrogram for pictures, in bounded memory however long the recording is.
///
/// Frames are pooled by their maximum (a mean would wash short notes out of an hour's picture);
/// whenever the columns run out, neighbours are pooled once more.
///
/// Source    ours.
/// Shapes    features [n, F·M] in; of their maps the first, which tells pitches best, is kept as
///           Spectrogram [T', F] with T' <= max_frames.
/// Thread    one user at a time.
#pragma once

#include <cstddef>
#include <vector>

#include "divisi/transcriber.h"
#include "features/feature_extractor.h"

namespace divisi::engine {

class SpectrogramKeeper {
 public:
  /// Keeps nothing unless `is_wanted`. Requires: max_frames even and > 0.
  SpectrogramKeeper(const features::FeatureSpec& spec, bool is_wanted,
                    std::size_t max_frames = 2048);

  void add(const float* cells, int frame_count);

  /// All frames so far at the resolution that was kept. `frames` is the ruler of what was added.
  Spectrogram finish(const FrameGrid& frames);

 private:
  void add_frame(const float* cells);
  void close_row();
  void halve();

  features::FeatureSpec spec_;
  bool is_wanted_;
  std::size_t bin_count_;
  std::size_t max_rows_;
  std::size_t frames_per_row_ = 1;
  std::size_t frames_in_open_row_ = 0;
  std::vector<float> open_row_;
  std::vector<float> rows_;  ///< features, loudest of the frames pooled
};

}  // namespace divisi::engine
