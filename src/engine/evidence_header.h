/// The JSON part of an evidence file: rulers, sizes and origin.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "divisi/transcriber.h"

namespace divisi::engine {

/// 16 hours at 86 frames a second: what a file may ask us to allocate.
inline constexpr std::size_t kMaxEvidenceFrames = 5'000'000;

struct EvidenceHeader {
  Transcription about;          ///< maps empty, notes empty
  std::size_t frame_count = 0;  ///< rows of each map
};

std::string format_evidence_header(const Transcription& transcription);

/// Errors: corrupt, naming `name` and the field.
Expected<EvidenceHeader> parse_evidence_header(std::string_view json, const std::string& name);

}  // namespace divisi::engine
