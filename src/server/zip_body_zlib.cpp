// zlib, for its checksum.
#include <zlib.h>

#include <algorithm>

#include <unistd.h>

#include "server/zip_body.h"

namespace divisi::server {
namespace {

/// What four bytes, and two, cannot hold stands in fields of zip64 (APPNOTE.TXT, 4.3.14 and 4.5.3).
constexpr std::uint64_t kWide = 0xFFFFFFFFU;
constexpr std::uint64_t kManyFiles = 0xFFFFU;
constexpr std::uint16_t kUsualVersion = 20;
constexpr std::uint16_t kWideVersion = 45;
constexpr std::uint16_t kWideField = 0x0001;
constexpr std::uint16_t kUtf8Names = 0x0800;
/// 1 January 1980: the same files make the same archive.
constexpr std::uint16_t kNoDate = 0x0021;

class Bytes {
 public:
  Bytes& u16(std::uint64_t value) { return little(value, 2); }
  Bytes& u32(std::uint64_t value) { return little(value, 4); }
  Bytes& u64(std::uint64_t value) { return little(value, 8); }
  Bytes& text(const std::string& value) {
    bytes_ += value;
    return *this;
  }
  const std::string& done() const { return bytes_; }

 private:
  Bytes& little(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xFFU);
    return *this;
  }
  std::string bytes_;
};

Expected<std::uint32_t> checksum_of(const HttpPiece& piece) {
  uLong sum = ::crc32(0, nullptr, 0);
  if (!piece.file) {
    return static_cast<std::uint32_t>(::crc32(sum,
                                              reinterpret_cast<const Bytef*>(piece.text.data()),
                                              static_cast<uInt>(piece.text.size())));
  }
  std::vector<Bytef> block(1 << 18);
  std::uint64_t left = piece.length;
  while (left > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block.size()));
    const ssize_t got = ::pread(piece.file->descriptor(), block.data(), wanted,
                                static_cast<off_t>(piece.offset + piece.length - left));
    if (got <= 0) return Error{ErrorCode::io, "cannot read what goes into the archive", {}};
    sum = ::crc32(sum, block.data(), static_cast<uInt>(got));
    left -= static_cast<std::uint64_t>(got);
  }
  return static_cast<std::uint32_t>(sum);
}

/// What local and central headers have in common.
Bytes& add_common(Bytes& header, const ZipEntry& entry, std::uint32_t checksum, bool is_wide) {
  const std::uint64_t size = is_wide ? kWide : entry.piece.length;
  header.u16(is_wide ? kWideVersion : kUsualVersion).u16(kUtf8Names).u16(0).u16(0).u16(kNoDate);
  return header.u32(checksum).u32(size).u32(size).u16(entry.name.size());
}

std::string local_header(const ZipEntry& entry, std::uint32_t checksum) {
  const bool is_wide = entry.piece.length >= kWide;
  Bytes header;
  add_common(header.u32(0x04034b50), entry, checksum, is_wide).u16(is_wide ? 20 : 0);
  header.text(entry.name);
  if (is_wide) header.u16(kWideField).u16(16).u64(entry.piece.length).u64(entry.piece.length);
  return header.done();
}

std::string central_header(const ZipEntry& entry, std::uint32_t checksum, std::uint64_t offset) {
  const bool is_wide = std::max(entry.piece.length, offset) >= kWide;
  Bytes header;
  add_common(header.u32(0x02014b50).u16(kWideVersion), entry, checksum, is_wide);
  header.u16(is_wide ? 28 : 0).u16(0).u16(0).u16(0).u32(0).u32(is_wide ? kWide : offset);
  header.text(entry.name);
  if (!is_wide) return header.done();
  header.u16(kWideField).u16(24).u64(entry.piece.length).u64(entry.piece.length).u64(offset);
  return header.done();
}

/// What is behind the central headers, which begin at `offset`.
std::string end_of_archive(std::uint64_t count, std::uint64_t size, std::uint64_t offset) {
  Bytes end;
  if (std::max(size, offset) >= kWide || count >= kManyFiles) {
    end.u32(0x06064b50).u64(44).u16(kWideVersion).u16(kWideVersion).u32(0).u32(0);
    end.u64(count).u64(count).u64(size).u64(offset);
    end.u32(0x07064b50).u32(0).u64(offset + size).u32(1);
  }
  const std::uint64_t shown = std::min(count, kManyFiles);
  end.u32(0x06054b50).u16(0).u16(0).u16(shown).u16(shown);
  return end.u32(std::min(size, kWide)).u32(std::min(offset, kWide)).u16(0).done();
}

HttpPiece piece_of(std::string text) {
  HttpPiece piece;
  piece.length = text.size();
  piece.text = std::move(text);
  return piece;
}

}  // namespace

Expected<std::vector<HttpPiece>> zip_of(const std::vector<ZipEntry>& entries) {
  std::vector<std::uint32_t> checksums;
  for (const ZipEntry& entry : entries) {
    if (entry.name.size() > 0xFFFF)
      return Error{ErrorCode::out_of_range, "a name in an archive has at most 65535 bytes", {}};
    const Expected<std::uint32_t> checksum = checksum_of(entry.piece);
    if (!checksum) return checksum.error();
    checksums.push_back(*checksum);
  }
  return zip_with(entries, checksums);
}

std::vector<HttpPiece> zip_with(const std::vector<ZipEntry>& entries,
                                const std::vector<std::uint32_t>& checksums) {
  std::vector<HttpPiece> pieces;
  std::string central;
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string local = local_header(entries[i], checksums[i]);
    central += central_header(entries[i], checksums[i], offset);
    offset += local.size() + entries[i].piece.length;
    pieces.push_back(piece_of(local));
    pieces.push_back(entries[i].piece);
  }
  pieces.push_back(piece_of(central + end_of_archive(entries.size(), central.size(), offset)));
  return pieces;
}

}  // namespace divisi::server
