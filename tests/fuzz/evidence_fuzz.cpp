// Whatever the bytes: a transcription that can be decoded and written again, or an error.
// Magic, version and checksum are put right first; otherwise nothing behind them would be reached.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "divisi/transcriber.h"
#include "engine/evidence_file.h"
#include "nn/crc32.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes("DIVISIEV\x01\0\0\0", 12);
  bytes.append(reinterpret_cast<const char*>(data), size);
  const std::uint32_t checksum = divisi::nn::crc32(bytes);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((checksum >> shift) & 0xffU);
  }
  const auto read = divisi::engine::parse_evidence(bytes, "fuzz");
  if (!read || read->evidence.frame.rows > 10'000) return 0;
  const auto score = divisi::Transcriber::decode(read->evidence, read->origin.decode);
  if (!score) return 0;
  for (const divisi::Note& note : score->parts.front().notes) {
    if (!std::isfinite(note.onset_s) || !(note.offset_s > note.onset_s)) std::abort();
  }
  if (divisi::engine::encode_evidence(*read).empty()) std::abort();
  return 0;
}
