/// Evidence on disk, for `divisi decode`.
///
/// Source    ours, docs/formats/evidence.md: magic, version, a JSON header, four maps, CRC-32.
/// Errors    not_found, io; corrupt (not our file, cut short, checksum, a field missing or out of
///           its range), unsupported (a later version); each names the file. Any bytes are safe.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "divisi/transcriber.h"

namespace divisi::engine {

std::string encode_evidence(const Transcription& transcription);

/// `name` is what messages call the bytes.
Expected<Transcription> parse_evidence(std::string_view bytes, const std::string& name);

}  // namespace divisi::engine
