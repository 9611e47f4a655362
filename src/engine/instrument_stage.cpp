#include "engine/instrument_stage.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "engine/timbre_cells.h"
#include "parts/families.h"
#include "parts/note_patch.h"

namespace divisi::engine {
namespace {

/// Less is a beginning for hardly any listener: twice as many patches, for notes that few ask for.
constexpr float kLeastOnset = 0.15f;
constexpr float kSounds = 0.3f;
constexpr float kLeastLog = -8.0f;  ///< of a probability
constexpr std::size_t kPatchesAtOnce = 16;

}  // namespace

InstrumentStage::InstrumentStage(const models::InstrumentModel& model)
    : model_(model),
      cells_(std::int64_t{model.spec().bin_count} * model.spec().map_count),
      frames_after_(model.spec().frames - model.spec().frames_before) {}

void InstrumentStage::push(const float* cells, int frame_count) {
  features_.append(cells, static_cast<std::size_t>(frame_count * cells_));
}

void InstrumentStage::hear(const NewEvidence& fresh, TimbreCells& out) {
  const std::size_t columns = fresh.maps->onset.columns;
  pitches_ = static_cast<std::int64_t>(columns);
  onset_.append(fresh.maps->onset.row(fresh.first), fresh.count * columns);
  frame_.append(fresh.maps->frame.row(fresh.first), fresh.count * columns);
  hear_before(end_of_rows() - frames_after_, out);
}

void InstrumentStage::finish(TimbreCells& out) { hear_before(end_of_rows(), out); }

void InstrumentStage::hear_before(long frame, TimbreCells& out) {
  out = TimbreCells{};
  out.dimensions = model_.spec().answer_numbers();
  for (; next_ < frame; ++next_) {
    for (std::size_t pitch = 0; pitch < static_cast<std::size_t>(pitches_); ++pitch) {
      if (!may_begin(next_, pitch)) continue;
      out.frames.push_back(static_cast<std::uint32_t>(next_));
      out.pitches.push_back(static_cast<std::uint16_t>(pitch));
    }
  }
  const parts::SoundingRows sounding = sounding_rows();
  for (std::size_t cell = 0; cell < out.frames.size(); cell += kPatchesAtOnce)
    hear_cells(cell, sounding, out);
  onset_.discard_before((next_ - 1) * pitches_);
  frame_.discard_before((next_ - std::max(1, model_.spec().frames_before)) * pitches_);
  features_.discard_before((next_ - model_.spec().frames_before) * cells_);
}

long InstrumentStage::end_of_rows() const { return onset_.end_index() / pitches_; }

/// The first of the greatest, along time.
bool InstrumentStage::may_begin(long frame, std::size_t pitch) const {
  const auto onset = [&](long at) { return onset_.at(at * pitches_)[pitch]; };
  const float here = onset(frame);
  if (here < kLeastOnset) return false;
  const bool rises = frame == 0 || onset(frame - 1) < here;
  return rises && (frame + 1 == end_of_rows() || onset(frame + 1) <= here);
}

/// Where it has ceased to sound, or the patch ends.
long InstrumentStage::end_of(long frame, std::size_t pitch) const {
  const long last = std::min(end_of_rows(), frame + frames_after_);
  long end = frame + 1;
  while (end < last && frame_.at(end * pitches_)[pitch] >= kSounds) ++end;
  return end;
}

/// Of all frames that are kept; none where the network is not told.
parts::SoundingRows InstrumentStage::sounding_rows() {
  if (model_.spec().others == 0) return {};
  const std::int64_t kept = frame_.first_index(), end = frame_.end_index();
  sounding_.resize(static_cast<std::size_t>(end - kept));
  const float* cells = frame_.at(kept);
  std::transform(cells, cells + (end - kept), sounding_.begin(),
                 [](float probability) { return probability >= kSounds ? 1 : 0; });
  return {sounding_.data(), kept / pitches_, (end - kept) / pitches_, static_cast<int>(pitches_)};
}

/// As many as the network takes at a time, from cell `first` on.
void InstrumentStage::hear_cells(std::size_t first, const parts::SoundingRows& sounding,
                                 TimbreCells& out) {
  const std::size_t count = std::min(kPatchesAtOnce, out.frames.size() - first);
  const models::InstrumentNetSpec& spec = model_.spec();
  patches_.resize(static_cast<int>(count), spec.frames, spec.numbers());
  const std::int64_t kept = features_.first_index();
  const parts::FeatureRows rows{features_.at(kept), kept / cells_,
                                (features_.end_index() - kept) / cells_};
  for (std::size_t i = 0; i < count; ++i) {
    const auto frame = static_cast<long>(out.frames[first + i]);
    const std::size_t pitch = out.pitches[first + i];
    const int midi = PitchGrid{}.lowest_midi + static_cast<int>(pitch);
    parts::fill_patch(spec, rows, sounding, {frame, end_of(frame, pitch), midi},
                      patches_.frame(static_cast<int>(i)));
  }
  std::vector<float> heard = model_.run(patches_, workspace_);
  const auto numbers = static_cast<std::size_t>(out.dimensions);
  for (std::size_t i = 0; i < count; ++i) {
    const std::span<float> row(heard.data() + i * numbers, numbers);
    parts::to_log_probabilities(row.first(parts::kFamilyCount), kLeastLog);
    std::transform(row.begin(), row.end(), std::back_inserter(out.vectors), as_kept);
  }
}

}  // namespace divisi::engine
