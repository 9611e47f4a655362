#include "engine/part_listener.h"

#include <utility>

#include "engine/timbre_cells.h"
#include "parts/recall.h"

namespace divisi::engine {
namespace {

Part all_in_one(std::vector<Note> notes) { return {"Notes", 0, false, std::move(notes)}; }

/// What grouping compares: by way of the memory, where the weights have one.
parts::NoteTokens remembered(const parts::NoteTokens& tokens, const LoadedParts& model) {
  return model.memory ? parts::recall(tokens, *model.memory) : tokens;
}

/// Those of each part, as they were heard.
std::vector<parts::NoteTokens> tokens_of_parts(const parts::NoteTokens& tokens,
                                               const std::vector<int>& part_of_note,
                                               std::size_t part_count) {
  std::vector<parts::NoteTokens> dealt(part_count,
                                       parts::NoteTokens{tokens.dimensions, {}, {}, {}});
  for (std::size_t n = 0; n < tokens.count(); ++n)
    dealt[static_cast<std::size_t>(part_of_note[n])].add(tokens.notes[n], tokens.vector(n));
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

/// Notes with their timbre to parts, as `options` ask.
std::vector<Part> deal_parts(const parts::NoteTokens& tokens, const LoadedParts& model,
                             const PartOptions& options) {
  parts::GroupOptions grouping = model.grouping;
  grouping.count = options.count;
  grouping.most = options.most;
  const parts::Grouping groups =
      parts::group_notes(remembered(tokens, model), model.pairs, grouping);
  if (groups.part_count < 2) {
    return named({all_in_one(tokens.notes)}, tokens, std::vector<int>(tokens.count(), 0), model);
  }
  std::vector<Part> parts;
  for (int p = 0; p < groups.part_count; ++p)
    parts.push_back({"Part " + std::to_string(p + 1), 0, false, {}});
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    Note note = tokens.notes[n];
    note.part_confidence = groups.confidence[n];
    parts[static_cast<std::size_t>(groups.part_of_note[n])].notes.push_back(note);
  }
  return named(std::move(parts), tokens, groups.part_of_note, model);
}

}  // namespace

PartListener::PartListener(const LoadedParts* model, const PartOptions& options,
                           const FrameGrid& frames, const PitchGrid& pitches)
    : model_(options.count == 1 ? nullptr : model), options_(options) {
  if (model_ == nullptr) return;
  tokens_.dimensions = model_->network.spec().dimensions;
  pool_.emplace(frames, pitches, tokens_.dimensions);
}

const models::TimbreModel* PartListener::network() const {
  return model_ == nullptr ? nullptr : &model_->network;
}

const TimbreCells& PartListener::hear(const NewEvidence& fresh, features::StereoPosition* stereo) {
  if (!pool_) return heard_;
  collect_timbre(fresh, frame_count_, stereo, heard_);
  frame_count_ += static_cast<std::uint32_t>(fresh.count);
  if (stereo != nullptr) stereo->forget_before(frame_count_);
  pool_->add(heard_);
  return heard_;
}

void PartListener::take(const Note& note) {
  if (pool_) {
    pool_->append(note, tokens_);
  } else {
    tokens_.notes.push_back(note);
  }
}

void PartListener::forget_before(double time_s) {
  if (pool_) pool_->forget_before(time_s);
}

std::vector<Part> PartListener::parts() const {
  if (model_ == nullptr) return {all_in_one(tokens_.notes)};
  return deal_parts(tokens_, *model_, options_);
}

std::vector<Part> deal_again(const LoadedParts* model, const PartOptions& options,
                             const Evidence& evidence, const std::vector<Note>& notes) {
  const bool fits =
      model != nullptr && evidence.timbre.dimensions == model->network.spec().dimensions;
  if (!fits || options.count == 1) return {all_in_one(notes)};
  TimbrePool pool(evidence.frames, evidence.pitches, evidence.timbre.dimensions);
  pool.add(evidence.timbre);
  parts::NoteTokens tokens;
  tokens.dimensions = evidence.timbre.dimensions;
  for (const Note& note : notes) pool.append(note, tokens);
  return deal_parts(tokens, *model, options);
}

}  // namespace divisi::engine
