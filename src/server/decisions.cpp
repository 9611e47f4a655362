#include "server/decisions.h"

#include "divisi/files.h"

namespace divisi::server {
namespace {

/// As the command line's options do (docs/cli.md).
DecodeOptions applied_to(DecodeOptions options, const DecisionRequest& request) {
  if (request.threshold) options = with_threshold(options, *request.threshold);
  options.onset_threshold = request.onset_threshold.value_or(options.onset_threshold);
  options.frame_threshold = request.frame_threshold.value_or(options.frame_threshold);
  options.min_note_s = request.min_note_s.value_or(options.min_note_s);
  return options;
}

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
  const Expected<Kept> kept = evidence_of(id, evidence);
  if (!kept) return kept.error();
  Transcription decided;
  decided.origin = (*kept)->origin;
  decided.origin.decode = applied_to((*kept)->origin.decode, request);
  Expected<Score> score =
      transcriber_.decode((*kept)->evidence, decided.origin.decode, request.parts);
  if (!score) return score.error();
  score->title = (*kept)->score.title;
  const std::vector<Part>& drums = (*kept)->score.parts;
  score->parts.insert(score->parts.end(), drums.begin(), drums.end());
  decided.score = std::move(*score);
  return decided;
}

Expected<Decisions::Kept> Decisions::evidence_of(const std::string& id,
                                                 const std::filesystem::path& path) {
  {
    const std::lock_guard lock(mutex_);
    for (auto place = kept_.begin(); place != kept_.end(); ++place) {
      if (place->first != id) continue;
      kept_.splice(kept_.begin(), kept_, place);
      return kept_.front().second;
    }
  }
  Expected<Transcription> loaded = load_evidence(path);
  if (!loaded) return loaded.error();
  loaded->score.parts = drums_in(path.parent_path() / "decided.json");
  auto evidence = std::make_shared<const Transcription>(std::move(*loaded));
  keep(id, evidence);
  return Kept(evidence);
}

void Decisions::keep(const std::string& id, const Kept& evidence) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& entry) { return entry.first == id; });
  kept_.emplace_front(id, evidence);
  double total_s = 0.0;
  for (auto place = kept_.begin(); place != kept_.end();) {
    total_s += place->second->evidence.duration_s;
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
