#include "engine/bend_stage.h"

#include <algorithm>

#include "engine/timbre_cells.h"

namespace divisi::engine {

BendStage::BendStage(const features::FeatureSpec& spec, const PitchGrid& pitches, bool is_wanted)
    : finder_(spec, pitches), is_wanted_(is_wanted), frame_cells_(spec.cell_count()) {}

void BendStage::push(const float* cells, int frame_count) {
  if (is_wanted_) features_.append(cells, static_cast<std::size_t>(frame_count * frame_cells_));
}

void BendStage::hear(const NewEvidence& fresh) {
  if (!is_wanted_) return;
  heard_ = TimbreCells{.dimensions = 1, .frames = {}, .pitches = {}, .vectors = {}};
  for (std::size_t row = fresh.first; row < fresh.first + fresh.count; ++row, ++next_) {
    const float* frame = fresh.maps->frame.row(row);
    const float* onset = fresh.maps->onset.row(row);
    bool is_heard = false;
    for (std::size_t p = 0; p < fresh.maps->frame.columns; ++p) {
      if (std::max(frame[p], onset[p]) < kLeastProbability) continue;
      if (!is_heard) finder_.hear(features_.at(next_ * frame_cells_), frame_);
      is_heard = true;
      heard_.frames.push_back(static_cast<std::uint32_t>(next_));
      heard_.pitches.push_back(static_cast<std::uint16_t>(p));
      heard_.vectors.push_back(as_kept(finder_.bend_of(frame_, static_cast<int>(p))));
    }
  }
  features_.discard_before(next_ * frame_cells_);
}

}  // namespace divisi::engine
