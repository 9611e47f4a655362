#include "engine/spectrogram_keeper.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::engine {

SpectrogramKeeper::SpectrogramKeeper(const features::FeatureSpec& spec, bool is_wanted,
                                     std::size_t max_frames)
    : spec_(spec),
      is_wanted_(is_wanted),
      bin_count_(static_cast<std::size_t>(spec.bin_count())),
      max_rows_(max_frames),
      open_row_(bin_count_) {
  DIVISI_CHECK(max_frames > 0 && max_frames % 2 == 0, "rows can be paired");
}

void SpectrogramKeeper::add(const float* cells, int frame_count) {
  if (!is_wanted_) return;
  for (int frame = 0; frame < frame_count; ++frame) {
    add_frame(cells +
              static_cast<std::size_t>(frame) * static_cast<std::size_t>(spec_.cell_count()));
  }
}

void SpectrogramKeeper::add_frame(const float* cells) {
  const bool is_first = frames_in_open_row_ == 0;
  const auto stride = static_cast<std::size_t>(spec_.map_count());
  for (std::size_t bin = 0; bin < bin_count_; ++bin) {
    const float cell = cells[bin * stride];
    open_row_[bin] = is_first ? cell : std::max(open_row_[bin], cell);
  }
  if (++frames_in_open_row_ == frames_per_row_) close_row();
}

void SpectrogramKeeper::close_row() {
  rows_.insert(rows_.end(), open_row_.begin(), open_row_.end());
  frames_in_open_row_ = 0;
  if (rows_.size() == max_rows_ * bin_count_) halve();
}

void SpectrogramKeeper::halve() {
  const std::size_t pair_count = max_rows_ / 2;
  for (std::size_t pair = 0; pair < pair_count; ++pair) {
    const float* first = rows_.data() + 2 * pair * bin_count_;
    float* kept = rows_.data() + pair * bin_count_;
    for (std::size_t bin = 0; bin < bin_count_; ++bin) {
      kept[bin] = std::max(first[bin], first[bin_count_ + bin]);
    }
  }
  rows_.resize(pair_count * bin_count_);
  frames_per_row_ *= 2;
}

Spectrogram SpectrogramKeeper::finish(const FrameGrid& frames) {
  Spectrogram spectrogram;
  if (!is_wanted_) return spectrogram;
  if (frames_in_open_row_ > 0) close_row();
  const auto pooled = static_cast<double>(frames_per_row_);
  spectrogram.frames = {frames.hop_s * pooled, frames.time_s((pooled - 1.0) / 2.0)};
  spectrogram.lowest_midi = pitch_of_hz(spec_.lowest_hz);
  spectrogram.bins_per_semitone = spec_.bins_per_octave / 12.0;
  spectrogram.level_db.rows = rows_.size() / bin_count_;
  spectrogram.level_db.columns = bin_count_;
  spectrogram.level_db.cells = std::move(rows_);
  std::vector<float>& cells = spectrogram.level_db.cells;
  if (cells.empty()) return spectrogram;
  // Features are logarithms of energy: nepers over log_energy.scale.
  const float loudest = *std::max_element(cells.begin(), cells.end());
  const auto db_per_feature = static_cast<float>(spec_.log_energy.scale * 10.0 / std::log(10.0));
  for (float& cell : cells) cell = (cell - loudest) * db_per_feature;
  return spectrogram;
}

}  // namespace divisi::engine
