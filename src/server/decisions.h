/// Notes decided again from saved evidence, in the time a slider takes.
///
/// The evidence of the recordings that were decided last stays in memory: 61 kB for each second.
///
/// Thread    safe.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "divisi/transcriber.h"

namespace divisi::server {

/// What a caller may say; the rest is as the recording was decided first.
struct DecisionRequest {
  std::optional<double> threshold;
  std::optional<double> onset_threshold;
  std::optional<double> frame_threshold;
  std::optional<double> min_note_s;
  PartOptions parts;
};

/// From a request's JSON. Errors: corrupt: no JSON, no object; invalid_argument: an unknown key, a
/// value of another kind or out of its range. Any bytes are safe.
Expected<DecisionRequest> parse_decision(std::string_view json);

class Decisions {
 public:
  Decisions(const Transcriber& transcriber, std::size_t most, double most_s)
      : transcriber_(transcriber), most_(most), most_s_(most_s) {}

  /// Score and origin. Errors: those of load_evidence() and Transcriber::decode.
  Expected<Transcription> decide(const std::string& id, const std::filesystem::path& evidence,
                                 const DecisionRequest& request);
  void forget(const std::string& id);
  std::size_t count() const;

 private:
  using Kept = std::shared_ptr<const Transcription>;
  Expected<Kept> evidence_of(const std::string& id, const std::filesystem::path& path);
  void keep(const std::string& id, const Kept& evidence);

  const Transcriber& transcriber_;
  std::size_t most_;
  double most_s_;
  mutable std::mutex mutex_;
  std::list<std::pair<std::string, Kept>> kept_;  ///< the last used first
};

}  // namespace divisi::server
