#include "engine/part_listener.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/deal_parts.h"
#include "engine/timbre_cells.h"

namespace divisi::engine {

PartListener::PartListener(const LoadedParts* model, const PartOptions& options,
                           const FrameGrid& frames, const PitchGrid& pitches)
    : model_(is_one_part(options) ? nullptr : model), options_(options), frames_(frames) {
  if (model_ == nullptr) return;
  tokens_.dimensions = model_->network.spec().dimensions;
  pool_.emplace(frames, pitches, tokens_.dimensions, model_->beginning_numbers());
  if (model_->instruments) beginnings_.emplace(*model_->instruments);
}

const models::TimbreModel* PartListener::network() const {
  return model_ == nullptr ? nullptr : &model_->network;
}

void PartListener::push(const float* cells, int frame_count) {
  if (beginnings_) beginnings_->push(cells, frame_count);
}

void PartListener::hear(const NewEvidence& fresh, features::StereoPosition* stereo) {
  if (!pool_) return;
  collect_timbre(fresh, frame_count_, stereo, heard_);
  frame_count_ += static_cast<std::uint32_t>(fresh.count);
  if (stereo != nullptr) stereo->forget_before(frame_count_);
  pool_->add(heard_);
  if (!beginnings_) return;
  beginnings_->hear(fresh, instruments_);
  pool_->add_instruments(instruments_);
  listen_to_waiting();
}

void PartListener::finish_hearing() {
  heard_ = instruments_ = TimbreCells{};
  if (!beginnings_) return;
  beginnings_->finish(instruments_);
  pool_->add_instruments(instruments_);
  is_finished_ = true;
  listen_to_waiting();
}

void PartListener::take(const Note& note) {
  if (!pool_) {
    tokens_.notes.push_back(note);
    return;
  }
  waiting_.push_back(note);
  listen_to_waiting();
}

/// To those whose beginnings have been heard, in their order.
void PartListener::listen_to_waiting() {
  const auto is_heard = [&](const Note& note) {
    return !beginnings_ || is_finished_ ||
           std::lround(frames_.frame_at(note.onset_s)) + TimbrePool::kFramesBeside <
               beginnings_->heard_frames();
  };
  for (; !waiting_.empty() && is_heard(waiting_.front()); waiting_.pop_front())
    pool_->append(waiting_.front(), tokens_);
}

void PartListener::forget_before(double time_s) {
  if (pool_)
    pool_->forget_before(waiting_.empty() ? time_s : std::min(time_s, waiting_.front().onset_s));
}

std::vector<Part> PartListener::parts(Dealing* dealing) const {
  if (model_ == nullptr) return {only_part(options_, tokens_.notes, dealing)};
  const parts::NoteTokens notes = believed(tokens_, *model_, options_, 1);
  return deal_parts(notes, remembered(notes, *model_, 1), *model_, options_, dealing);
}

PartDealer::PartDealer(const LoadedParts* model, const Evidence& evidence, int threads)
    : model_(model), threads_(threads) {
  if (model == nullptr || evidence.timbre.dimensions != model->network.spec().dimensions) return;
  knows_instruments_ =
      model->instruments && evidence.instruments.dimensions == model->beginning_numbers();
  pool_.emplace(evidence, knows_instruments_);
  listen_to({}, {});
}

Expected<std::vector<Part>> PartDealer::deal(const std::vector<Note>& notes,
                                             const PartOptions& options) {
  if (is_one_part(options)) return std::vector{only_part(options, notes)};
  if (auto good = check_instruments(options, knows_instruments_); !good) return good.error();
  if (!pool_) return std::vector{only_part(options, notes)};
  if (keep_doubtful_ != options.keep_doubtful || !are_known(notes)) listen_to(notes, options);
  return deal_parts(tokens_, known_, *model_, options, nullptr);
}

/// The very notes that were dealt last: then what they sound like is the same.
bool PartDealer::are_known(const std::vector<Note>& notes) const {
  const auto is_same = [](const Note& a, const Note& b) {
    return a.onset_s == b.onset_s && a.offset_s == b.offset_s && a.pitch_midi == b.pitch_midi &&
           a.velocity == b.velocity && a.confidence == b.confidence;
  };
  return std::equal(notes.begin(), notes.end(), notes_.begin(), notes_.end(), is_same);
}

void PartDealer::listen_to(const std::vector<Note>& notes, const PartOptions& options) {
  notes_ = notes;
  keep_doubtful_ = options.keep_doubtful;
  tokens_ = believed(pool_->tokens_of(notes, threads_), *model_, options, threads_);
  known_ = remembered(tokens_, *model_, threads_);
}

}  // namespace divisi::engine
