/// Notes decided again from saved evidence, in the time a slider takes.
///
/// Drums are not decided again, for evidence holds none: they come along as decided.json beside the
/// evidence has them.
///
/// The evidence of the recordings that were decided last stays in memory: 61 kB for each second.
///
/// Thread    safe.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "divisi/transcriber.h"
#include "server/decision_request.h"

namespace divisi::server {

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
  using Kept = std::shared_ptr<const Transcription>;  // its score: the drums
  Expected<Kept> evidence_of(const std::string& id, const std::filesystem::path& path);
  void keep(const std::string& id, const Kept& evidence);

  const Transcriber& transcriber_;
  std::size_t most_;
  double most_s_;
  mutable std::mutex mutex_;
  std::list<std::pair<std::string, Kept>> kept_;  ///< the last used first
};

}  // namespace divisi::server
