#include "engine/evidence_file.h"

#include <new>
#include <utility>

#include "core/atomic_file.h"
#include "divisi/files.h"
#include "engine/evidence_cells.h"
#include "engine/evidence_header.h"
#include "engine/evidence_rounding.h"
#include "engine/timbre_cells.h"
#include "nn/crc32.h"

namespace divisi {
namespace engine {
namespace {

constexpr std::string_view kMagic = "DIVISIEV";
// 1 had no timbre, 2 no positions, 3 no instruments, 4 no bends
constexpr std::uint32_t kVersion = 5;
constexpr std::size_t kPreludeBytes = 16;  // magic, version, bytes of the header
constexpr std::size_t kChecksumBytes = 4;

void append_u32(std::uint32_t number, std::string& bytes) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>((number >> shift) & 0xffU);
  }
}

/// Requires: at least four bytes.
std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < 4; ++i) {
    number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[offset + i])) << (8 * i);
  }
  return number;
}

Error corrupt(const std::string& name, const std::string& what) {
  return {ErrorCode::corrupt, name + ": " + what, name};
}

/// Checks all that comes before the header's text, and the checksum.
Expected<void> check_frame(std::string_view bytes, const std::string& name) {
  if (bytes.substr(0, kMagic.size()) != kMagic) {
    return corrupt(name, "no evidence file of divisi (it does not begin with DIVISIEV)");
  }
  if (bytes.size() < kPreludeBytes + kChecksumBytes) return corrupt(name, "cut short");
  const std::uint32_t version = u32_at(bytes, 8);
  if (version < 1 || version > kVersion) {
    return Error{ErrorCode::unsupported,
                 name + ": evidence format " + std::to_string(version) + ", expected 1 to " +
                     std::to_string(kVersion),
                 name};
  }
  const std::string_view checked = bytes.substr(0, bytes.size() - kChecksumBytes);
  if (u32_at(bytes, checked.size()) != nn::crc32(checked)) {
    return corrupt(name, "cut short or damaged (the checksum does not fit)");
  }
  if (u32_at(bytes, 12) > checked.size() - kPreludeBytes) {
    return corrupt(name, "the header is longer than the file");
  }
  return {};
}

Expected<void> take_maps(std::string_view cells, std::uint32_t version, std::size_t frame_count,
                         Evidence& evidence) {
  const auto pitches = static_cast<std::size_t>(evidence.pitches.pitch_count);
  for (Map2d* map : {&evidence.onset, &evidence.frame, &evidence.offset, &evidence.velocity}) {
    const float steps = map == &evidence.velocity ? kVelocitySteps : kProbabilitySteps;
    Expected<Map2d> taken = take_cells(cells, frame_count, pitches, steps);
    if (!taken) return taken.error();
    *map = std::move(*taken);
  }
  const std::pair<std::uint32_t, TimbreCells*> since[] = {
      {2, &evidence.timbre}, {4, &evidence.instruments}, {5, &evidence.bends}};
  for (const auto& [first_version, kind] : since) {
    if (version < first_version) continue;
    Expected<TimbreCells> taken = take_timbre_bytes(cells, frame_count, pitches, version > 2);
    if (!taken) return taken.error();
    *kind = std::move(*taken);
  }
  if (evidence.bends.dimensions > 1)
    return Error{ErrorCode::corrupt, "bends of several numbers", {}};
  if (!cells.empty()) return Error{ErrorCode::corrupt, "more cells than frames", {}};
  return {};
}

}  // namespace

std::string encode_evidence(const Transcription& transcription) {
  const std::string header = format_evidence_header(transcription);
  const Evidence& evidence = transcription.evidence;
  std::string bytes(kMagic);
  append_u32(kVersion, bytes);
  append_u32(static_cast<std::uint32_t>(header.size()), bytes);
  bytes += header;
  append_cells(evidence.onset, kProbabilitySteps, bytes);
  append_cells(evidence.frame, kProbabilitySteps, bytes);
  append_cells(evidence.offset, kProbabilitySteps, bytes);
  append_cells(evidence.velocity, kVelocitySteps, bytes);
  const auto pitches = static_cast<std::size_t>(evidence.pitches.pitch_count);
  for (const TimbreCells* kind : {&evidence.timbre, &evidence.instruments, &evidence.bends})
    append_timbre_bytes(*kind, pitches, bytes);
  append_u32(nn::crc32(bytes), bytes);
  return bytes;
}

Expected<Transcription> parse_evidence(std::string_view bytes, const std::string& name) {
  if (const Expected<void> good = check_frame(bytes, name); !good) return good.error();
  const std::uint32_t version = u32_at(bytes, 8);
  const std::size_t header_bytes = u32_at(bytes, 12);
  Expected<EvidenceHeader> header =
      parse_evidence_header(bytes.substr(kPreludeBytes, header_bytes), name);
  if (!header) return header.error();
  bytes.remove_prefix(kPreludeBytes + header_bytes);
  bytes.remove_suffix(kChecksumBytes);
  try {
    const Expected<void> taken =
        take_maps(bytes, version, header->frame_count, header->about.evidence);
    if (!taken) return corrupt(name, taken.error().message);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::unsupported, name + ": too long for this machine's memory", name};
  }
  return std::move(header->about);
}

}  // namespace engine

Expected<void> save_evidence(const Transcription& transcription,
                             const std::filesystem::path& path) {
  return core::write_file_atomically(path, engine::encode_evidence(transcription));
}

Expected<Transcription> load_evidence(const std::filesystem::path& path) {
  const Expected<std::string> bytes = core::read_file(path);
  if (!bytes) return bytes.error();
  return engine::parse_evidence(*bytes, path.string());
}

}  // namespace divisi
