/// Notes decided again from saved evidence, in the time a slider takes.
///
/// Drums are not decided again, for evidence holds none: they come along as decided.json beside the
/// evidence has them.
///
/// Decoders of the recordings that were decided or prepared last stay in memory: some 100 kB for
/// each second. One recording is decided by one client at a time, several recordings at once.
///
/// Thread    safe.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "divisi/evidence_decoder.h"
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
  /// So that the first decision takes no longer than those after it. Errors: as decide().
  Expected<void> prepare(const std::string& id, const std::filesystem::path& evidence);
  void forget(const std::string& id);
  std::size_t count() const;

 private:
  /// A recording, ready to be decided.
  struct Ready {
    std::mutex mutex;  ///< of the decoder
    EvidenceDecoder decoder;
    Origin origin;
    std::string title;
    double duration_s = 0.0;
    std::vector<Part> drums;
  };
  using Kept = std::shared_ptr<Ready>;
  Expected<Kept> decoder_of(const std::string& id, const std::filesystem::path& path);
  Expected<Kept> load(const std::filesystem::path& path) const;
  Kept find(const std::string& id);
  void keep(const std::string& id, const Kept& ready);

  const Transcriber& transcriber_;
  std::size_t most_;
  double most_s_;
  mutable std::mutex mutex_;
  std::mutex loading_;                            ///< two clients of one recording load it once
  std::list<std::pair<std::string, Kept>> kept_;  ///< the last used first
};

}  // namespace divisi::server
