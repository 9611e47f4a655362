#include "engine/part_listener.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/timbre_cells.h"
#include "parts/recall.h"

namespace divisi::engine {
namespace {

constexpr const char* kAllNotes = "Notes";  // the name of the part that is alone

Part all_in_one(std::vector<Note> notes) { return {kAllNotes, 0, false, std::move(notes)}; }

/// What grouping compares: by way of the memory, where the weights have one.
parts::NoteTokens remembered(const parts::NoteTokens& tokens, const LoadedParts& model,
                             int threads) {
  return model.memory ? parts::recall(tokens, *model.memory, threads) : tokens;
}

/// Those of each part, as they were heard.
std::vector<parts::NoteTokens> tokens_of_parts(const parts::NoteTokens& tokens,
                                               const std::vector<int>& part_of_note,
                                               std::size_t part_count) {
  std::vector<parts::NoteTokens> dealt(part_count,
                                       parts::NoteTokens{tokens.dimensions, {}, {}, {}});
  for (std::size_t n = 0; n < tokens.count(); ++n)
    dealt[static_cast<std::size_t>(part_of_note[n])].add(tokens, n);
  return dealt;
}

/// `parts` with the names of those who sound familiar.
std::vector<Part> named(std::vector<Part> parts, const parts::NoteTokens& tokens,
                        const std::vector<int>& part_of_note, const LoadedParts& model) {
  if (!model.names) return parts;
  const auto dealt = tokens_of_parts(tokens, part_of_note, parts.size());
  for (std::size_t p = 0; p < parts.size(); ++p)
    name_part(*model.names, model.enrolled, dealt[p], parts[p]);
  return parts;
}

/// What slots say of all notes, or grouping alone where the weights have no slots.
parts::SlotGrouping group(const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                          const LoadedParts& model, const PartOptions& options) {
  parts::GroupOptions grouping = model.grouping;
  grouping.count = options.count;
  grouping.most = options.most;
  if (model.slots) {
    return parts::group_by_slots(tokens, known, model.pairs, *model.slots, model.slotting,
                                 grouping);
  }
  return {parts::group_notes(known, model.pairs, grouping), {}, {}, {}, {}};
}

/// Of each part, the greatest of its slots' activities; 0 without slots.
double activity_of(const parts::SlotGrouping& groups, int part) {
  double most = 0.0;
  for (std::size_t k = 0; k < groups.part_of_slot.size(); ++k) {
    if (groups.part_of_slot[k] == part) most = std::max(most, groups.activity[k]);
  }
  return most;
}

/// The mean of what is heard of its notes, of length 1; empty where that is nothing.
std::vector<float> timbre_of(const parts::NoteTokens& tokens, const std::vector<int>& part_of_note,
                             int part) {
  std::vector<float> sum(static_cast<std::size_t>(tokens.dimensions), 0.0F);
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    if (part_of_note[n] != part) continue;
    for (std::size_t d = 0; d < sum.size(); ++d) sum[d] += tokens.vector(n)[d];
  }
  const float length = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0F));
  if (!(length > 0.0F)) return {};
  for (float& x : sum) x /= length;
  return sum;
}

Dealing dealing_of(const parts::NoteTokens& tokens, const parts::SlotGrouping& groups) {
  return {tokens.notes,        groups.parts.part_of_note, groups.parts.shares, groups.slots.of_note,
          groups.part_of_slot, groups.activity,           groups.joined};
}

/// Notes with their timbre, and with what the memory makes of it, to parts, as `options` ask.
std::vector<Part> deal_parts(const parts::NoteTokens& tokens, const parts::NoteTokens& known,
                             const LoadedParts& model, const PartOptions& options,
                             Dealing* dealing) {
  const parts::SlotGrouping groups = group(tokens, known, model, options);
  const std::vector<int>& part_of_note = groups.parts.part_of_note;
  if (dealing != nullptr) *dealing = dealing_of(tokens, groups);
  std::vector<Part> parts;
  for (int p = 0; p < groups.parts.part_count; ++p) {
    parts.push_back({"Part " + std::to_string(p + 1), 0, false, {}});
    parts.back().activity = activity_of(groups, p);
    parts.back().timbre = timbre_of(tokens, part_of_note, p);
  }
  if (parts.empty()) parts.emplace_back();
  if (parts.size() == 1) parts.front().name = kAllNotes;
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    Note note = tokens.notes[n];
    note.part_confidence = groups.parts.confidence[n];
    parts[static_cast<std::size_t>(part_of_note[n])].notes.push_back(note);
  }
  return named(std::move(parts), tokens, part_of_note, model);
}

/// Of notes that nobody deals.
Dealing dealing_of_one_part(const std::vector<Note>& notes) {
  Dealing dealing;
  dealing.notes = notes;
  dealing.part_of_note.assign(notes.size(), 0);
  dealing.shares = Map2d(notes.size(), 1, 1.0F);
  return dealing;
}

}  // namespace

PartListener::PartListener(const LoadedParts* model, const PartOptions& options,
                           const FrameGrid& frames, const PitchGrid& pitches)
    : model_(options.count == 1 ? nullptr : model), options_(options), frames_(frames) {
  if (model_ == nullptr) return;
  tokens_.dimensions = model_->network.spec().dimensions;
  pool_.emplace(frames, pitches, tokens_.dimensions, model_->instruments.has_value());
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
  if (model_ != nullptr)
    return deal_parts(tokens_, remembered(tokens_, *model_, 1), *model_, options_, dealing);
  if (dealing != nullptr) *dealing = dealing_of_one_part(tokens_.notes);
  return {all_in_one(tokens_.notes)};
}

PartDealer::PartDealer(const LoadedParts* model, const Evidence& evidence, int threads)
    : model_(model), threads_(threads) {
  if (model == nullptr || evidence.timbre.dimensions != model->network.spec().dimensions) return;
  pool_.emplace(evidence, model->instruments.has_value());
  listen_to({});
}

std::vector<Part> PartDealer::deal(const std::vector<Note>& notes, const PartOptions& options) {
  if (!pool_ || options.count == 1) return {all_in_one(notes)};
  if (!are_known(notes)) listen_to(notes);
  return deal_parts(tokens_, known_, *model_, options, nullptr);
}

/// The very notes that were dealt last: then what they sound like is the same.
bool PartDealer::are_known(const std::vector<Note>& notes) const {
  const auto is_same = [](const Note& a, const Note& b) {
    return a.onset_s == b.onset_s && a.offset_s == b.offset_s && a.pitch_midi == b.pitch_midi &&
           a.velocity == b.velocity && a.confidence == b.confidence;
  };
  return std::equal(notes.begin(), notes.end(), tokens_.notes.begin(), tokens_.notes.end(),
                    is_same);
}

void PartDealer::listen_to(const std::vector<Note>& notes) {
  tokens_ = pool_->tokens_of(notes, threads_);
  known_ = remembered(tokens_, *model_, threads_);
}

}  // namespace divisi::engine
