#include "server/decisions.h"

#include "divisi/files.h"
#include "divisi/quantise.h"

namespace divisi::server {
namespace {

/// Evidence holds no percussion: it stays as it was heard.
std::vector<Part> drums_in(const std::filesystem::path& notes) {
  Expected<Score> score = read_score(notes);
  if (!score) return {};
  std::erase_if(score->parts, [](const Part& part) { return !part.is_drums; });
  return std::move(score->parts);
}

}  // namespace

Expected<Transcription> Decisions::decide(const std::string& id,
                                          const std::filesystem::path& evidence,
                                          const DecisionRequest& request) {
  const Expected<Kept> kept = decoder_of(id, evidence);
  if (!kept) return kept.error();
  Ready& ready = **kept;
  Transcription decided;
  decided.origin = ready.origin;
  decided.origin.decode = with_changes(ready.origin.decode, request);
  const std::lock_guard lock(ready.mutex);
  Expected<Score> score = ready.decoder.decode(decided.origin.decode, request.parts);
  if (!score) return score.error();
  score->title = ready.title;
  if (request.parts.may_have_drums())
    score->parts.insert(score->parts.end(), ready.drums.begin(), ready.drums.end());
  if (request.quantise > 0) {
    score = quantised(*score, {request.quantise, request.quantise_strength.value_or(1.0)});
    if (!score) return score.error();
  }
  decided.score = std::move(*score);
  return decided;
}

Expected<void> Decisions::prepare(const std::string& id, const std::filesystem::path& evidence) {
  if (find(id)) return {};
  const Expected<Kept> kept = decoder_of(id, evidence);
  if (!kept) return kept.error();
  // Once for nobody: the first decision takes half as long again as those after it.
  Ready& ready = **kept;
  const std::lock_guard lock(ready.mutex);
  const Expected<Score> score = ready.decoder.decode(ready.origin.decode, PartOptions{});
  if (!score) return score.error();
  return {};
}

Expected<Decisions::Kept> Decisions::decoder_of(const std::string& id,
                                                const std::filesystem::path& path) {
  if (Kept ready = find(id)) return ready;
  const std::lock_guard lock(loading_);
  if (Kept ready = find(id)) return ready;
  Expected<Kept> loaded = load(path);
  if (loaded) keep(id, *loaded);
  return loaded;
}

Expected<Decisions::Kept> Decisions::load(const std::filesystem::path& path) const {
  Expected<Transcription> loaded = load_evidence(path);
  if (!loaded) return loaded.error();
  Expected<EvidenceDecoder> decoder = transcriber_.decoder_for(loaded->evidence);
  if (!decoder) return decoder.error();
  return Kept(new Ready{{},
                        std::move(*decoder),
                        std::move(loaded->origin),
                        std::move(loaded->score.title),
                        loaded->evidence.duration_s,
                        drums_in(path.parent_path() / "decided.json")});
}

Decisions::Kept Decisions::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  for (auto place = kept_.begin(); place != kept_.end(); ++place) {
    if (place->first != id) continue;
    kept_.splice(kept_.begin(), kept_, place);
    return kept_.front().second;
  }
  return nullptr;
}

void Decisions::keep(const std::string& id, const Kept& ready) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& entry) { return entry.first == id; });
  kept_.emplace_front(id, ready);
  double total_s = 0.0;
  for (auto place = kept_.begin(); place != kept_.end();) {
    total_s += place->second->duration_s;
    const bool is_first = place == kept_.begin();
    const auto rank = static_cast<std::size_t>(std::distance(kept_.begin(), place));
    const bool goes = !is_first && (rank >= most_ || total_s > most_s_);
    place = goes ? kept_.erase(place) : std::next(place);
  }
}

void Decisions::forget(const std::string& id) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& entry) { return entry.first == id; });
}

std::size_t Decisions::count() const {
  const std::lock_guard lock(mutex_);
  return kept_.size();
}

}  // namespace divisi::server
