// zlib, for its checksum.
#include <zlib.h>

#include <algorithm>

#include <unistd.h>

#include "server/zip_body.h"

namespace divisi::server {
namespace {

constexpr std::uint64_t kMostBytes = 0xFFFF0000U;
constexpr std::uint16_t kUtf8Names = 0x0800;
/// 1 January 1980: the same files make the same archive.
constexpr std::uint16_t kNoDate = 0x0021;

class Bytes {
 public:
  Bytes& u16(std::uint32_t value) { return little(value, 2); }
  Bytes& u32(std::uint64_t value) { return little(value, 4); }
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
Bytes& add_common(Bytes& header, const ZipEntry& entry, std::uint32_t checksum) {
  header.u16(20).u16(kUtf8Names).u16(0).u16(0).u16(kNoDate).u32(checksum);
  header.u32(entry.piece.length).u32(entry.piece.length);
  return header.u16(static_cast<std::uint32_t>(entry.name.size())).u16(0);
}

HttpPiece piece_of(std::string text) {
  HttpPiece piece;
  piece.length = text.size();
  piece.text = std::move(text);
  return piece;
}

}  // namespace

Expected<std::vector<HttpPiece>> zip_of(const std::vector<ZipEntry>& entries) {
  std::vector<HttpPiece> pieces;
  Bytes central;
  std::uint64_t offset = 0;
  for (const ZipEntry& entry : entries) {
    if (entry.name.size() > 0xFFFF || offset + entry.piece.length > kMostBytes) {
      return Error{ErrorCode::out_of_range, "more than 4 GiB: take the stems one by one", {}};
    }
    const Expected<std::uint32_t> checksum = checksum_of(entry.piece);
    if (!checksum) return checksum.error();
    Bytes local;
    add_common(local.u32(0x04034b50), entry, *checksum).text(entry.name);
    add_common(central.u32(0x02014b50).u16(20), entry, *checksum)
        .u16(0)
        .u16(0)
        .u16(0)
        .u32(0)
        .u32(offset)
        .text(entry.name);
    offset += local.done().size() + entry.piece.length;
    pieces.push_back(piece_of(local.done()));
    pieces.push_back(entry.piece);
  }
  Bytes end;
  const auto count = static_cast<std::uint32_t>(entries.size());
  end.u32(0x06054b50).u16(0).u16(0).u16(count).u16(count);
  end.u32(central.done().size()).u32(offset).u16(0);
  pieces.push_back(piece_of(central.done() + end.done()));
  return pieces;
}

}  // namespace divisi::server
