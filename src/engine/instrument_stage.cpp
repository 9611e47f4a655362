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
constexpr long kSpareRows = 256;    ///< let go at a time
constexpr std::size_t kPatchesAtOnce = 16;

void to_log_probabilities(std::span<float> logits) {
  const float greatest = *std::max_element(logits.begin(), logits.end());
  float sum = 0.0f;
  for (const float logit : logits) sum += std::exp(logit - greatest);
  const float log_sum = greatest + std::log(sum);
  for (float& logit : logits) logit = std::max(kLeastLog, logit - log_sum);
}

}  // namespace

void InstrumentStage::Rows::forget_before(long frame) {
  if (frame < first + kSpareRows) return;
  const auto gone = static_cast<std::ptrdiff_t>(frame - first) * static_cast<std::ptrdiff_t>(width);
  cells.erase(cells.begin(), cells.begin() + gone);
  first = frame;
}

InstrumentStage::InstrumentStage(const models::InstrumentModel& model)
    : model_(model), frames_after_(model.spec().frames - model.spec().frames_before) {
  features_.width = static_cast<std::size_t>(model.spec().bin_count) *
                    static_cast<std::size_t>(model.spec().map_count);
  onset_.width = frame_.width = 1;  // until rows say how many pitches there are
}

void InstrumentStage::push(const float* cells, int frame_count) {
  features_.add(cells, static_cast<std::size_t>(frame_count));
}

void InstrumentStage::hear(const NewEvidence& fresh, TimbreCells& out) {
  onset_.width = frame_.width = fresh.maps->onset.columns;
  onset_.add(fresh.maps->onset.row(fresh.first), fresh.count);
  frame_.add(fresh.maps->frame.row(fresh.first), fresh.count);
  hear_before(onset_.end() - frames_after_, out);
}

void InstrumentStage::finish(TimbreCells& out) { hear_before(onset_.end(), out); }

void InstrumentStage::hear_before(long frame, TimbreCells& out) {
  out = TimbreCells{};
  out.dimensions = model_.spec().families;
  for (; next_ < frame; ++next_) {
    for (std::size_t pitch = 0; pitch < onset_.width; ++pitch) {
      if (!may_begin(next_, pitch)) continue;
      out.frames.push_back(static_cast<std::uint32_t>(next_));
      out.pitches.push_back(static_cast<std::uint16_t>(pitch));
    }
  }
  for (std::size_t cell = 0; cell < out.frames.size(); cell += kPatchesAtOnce)
    hear_cells(cell, out);
  onset_.forget_before(next_ - 1);
  frame_.forget_before(next_ - 1);
  features_.forget_before(next_ - model_.spec().frames_before);
}

/// The first of the greatest, along time.
bool InstrumentStage::may_begin(long frame, std::size_t pitch) const {
  const float here = onset_.row(frame)[pitch];
  if (here < kLeastOnset) return false;
  const bool rises = frame == 0 || onset_.row(frame - 1)[pitch] < here;
  return rises && (frame + 1 == onset_.end() || onset_.row(frame + 1)[pitch] <= here);
}

/// Where it has ceased to sound, or the patch ends.
long InstrumentStage::end_of(long frame, std::size_t pitch) const {
  const long last = std::min(frame_.end(), frame + frames_after_);
  long end = frame + 1;
  while (end < last && frame_.row(end)[pitch] >= kSounds) ++end;
  return end;
}

/// As many as the network takes at a time, from cell `first` on.
void InstrumentStage::hear_cells(std::size_t first, TimbreCells& out) {
  const std::size_t count = std::min(kPatchesAtOnce, out.frames.size() - first);
  const models::InstrumentNetSpec& spec = model_.spec();
  patches_.resize(static_cast<int>(count), spec.frames, spec.numbers());
  const parts::FeatureRows rows{features_.cells.data(), features_.first,
                                features_.end() - features_.first};
  for (std::size_t i = 0; i < count; ++i) {
    const auto frame = static_cast<long>(out.frames[first + i]);
    const std::size_t pitch = out.pitches[first + i];
    const int midi = PitchGrid{}.lowest_midi + static_cast<int>(pitch);
    parts::fill_patch(spec, rows, {frame, end_of(frame, pitch), midi},
                      patches_.frame(static_cast<int>(i)));
  }
  std::vector<float> heard = model_.run(patches_, workspace_);
  for (std::size_t i = 0; i < count; ++i) {
    const std::span<float> row(heard.data() + i * parts::kFamilyCount, parts::kFamilyCount);
    to_log_probabilities(row);
    std::transform(row.begin(), row.end(), std::back_inserter(out.vectors), as_kept);
  }
}

}  // namespace divisi::engine
