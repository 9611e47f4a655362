#include "server/decisions.h"

#include <algorithm>
#include <cmath>

#include "core/json.h"
#include "divisi/files.h"
#include "server/json_text.h"

namespace divisi::server {
namespace {

using Kind = core::JsonValue::Kind;

constexpr int kMostParts = 64;

Error invalid(const std::string& what) { return {ErrorCode::invalid_argument, what, {}}; }

Expected<double> number_in(const std::string& key, const core::JsonValue& value, double low,
                           double high) {
  if (value.kind == Kind::number && value.number >= low && value.number <= high) {
    return value.number;
  }
  return invalid(key + ": expected a number from " + json_number(low) + " to " + json_number(high));
}

Expected<int> whole_in(const std::string& key, const core::JsonValue& value) {
  const Expected<double> number = number_in(key, value, 1.0, kMostParts);
  if (!number) return number.error();
  if (*number != std::floor(*number)) return invalid(key + ": expected a whole number");
  return static_cast<int>(*number);
}

Expected<void> read_field(const std::string& key, const core::JsonValue& value,
                          DecisionRequest& request) {
  const std::pair<std::string_view, std::optional<double>*> dials[] = {
      {"threshold", &request.threshold},
      {"onset_threshold", &request.onset_threshold},
      {"frame_threshold", &request.frame_threshold},
      {"min_note_s", &request.min_note_s}};
  for (const auto& [name, place] : dials) {
    if (key != name) continue;
    const bool is_length = key == "min_note_s";
    const auto number = number_in(key, value, 0.001, is_length ? 60.0 : 0.999);
    if (!number) return number.error();
    *place = *number;
    return {};
  }
  if (key == "parts" && value.kind == Kind::text && value.text == "auto") return {};
  if (key != "parts" && key != "max_parts")
    return invalid("'" + key + "': there is no such option");
  const Expected<int> count = whole_in(key, value);
  if (!count) return count.error();
  (key == "parts" ? request.parts.count : request.parts.most) = *count;
  return {};
}

/// As the command line's options do (docs/cli.md).
DecodeOptions applied_to(DecodeOptions options, const DecisionRequest& request) {
  if (request.threshold) options = with_threshold(options, *request.threshold);
  options.onset_threshold = request.onset_threshold.value_or(options.onset_threshold);
  options.frame_threshold = request.frame_threshold.value_or(options.frame_threshold);
  options.min_note_s = request.min_note_s.value_or(options.min_note_s);
  return options;
}

}  // namespace

Expected<DecisionRequest> parse_decision(std::string_view json) {
  DecisionRequest request;
  if (json.empty()) return request;
  const Expected<core::JsonValue> root = core::parse_json(json, "request");
  if (!root) return root.error();
  if (root->kind != Kind::object) {
    return Error{ErrorCode::corrupt, "request: expected a JSON object", {}};
  }
  for (const auto& [key, value] : root->members) {
    if (Expected<void> good = read_field(key, value, request); !good) return good.error();
  }
  return request;
}

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
