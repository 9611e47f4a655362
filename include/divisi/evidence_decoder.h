/// One recording's evidence, decided again and again: what a slider needs.
///
///     auto decoder = transcriber.decoder_for(transcription.evidence);
///     auto notes = decoder->decode(options);         // one part: at once
///     auto score = decoder->decode(options, parts);  // the same notes, dealt to parts
#pragma once

#include <memory>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi {

/// Made by Transcriber::decoder_for(), which it may outlive.
///
/// The scores are exactly those of Transcriber::decode(). What does not depend on the options is
/// done once, when it is made; and as long as the notes stay the same (other PartOptions, say),
/// what they sound like is not found out again.
///
/// Cost      docs/performance.md, "Deciding again"; memory: about one and a half times the
///           evidence's, which is not needed any more.
/// Thread    one user at a time; uses threads of its own while it decodes. Several decoders, of one
///           recording or of many, do not disturb each other.
class EvidenceDecoder {
 public:
  EvidenceDecoder(EvidenceDecoder&&) noexcept;
  EvidenceDecoder& operator=(EvidenceDecoder&&) noexcept;
  ~EvidenceDecoder();

  /// As one part.
  /// Errors    invalid_argument: options out of range.
  Expected<Score> decode(const DecodeOptions& options);

  /// With the notes dealt to parts by the transcriber's timbre weights.
  Expected<Score> decode(const DecodeOptions& options, const PartOptions& parts);

 private:
  friend class Transcriber;
  struct State;
  explicit EvidenceDecoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace divisi
