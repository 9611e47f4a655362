/// The least reader of zip archives: what is stored, without compression.
#pragma once

#include <zlib.h>

#include <map>
#include <optional>
#include <string>

namespace divisi::server::testing {

inline std::size_t little(const std::string& bytes, std::size_t at, int count) {
  std::size_t value = 0;
  for (int i = count; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes.at(at + std::size_t(i)));
  return value;
}

/// Files by name; nothing where a header, a size or a checksum is wrong.
inline std::optional<std::map<std::string, std::string>> read_zip(const std::string& bytes) {
  std::map<std::string, std::string> files;
  if (bytes.size() < 22) return std::nullopt;
  const std::size_t end = bytes.size() - 22;
  if (little(bytes, end, 4) != 0x06054b50) return std::nullopt;
  std::size_t at = little(bytes, end + 16, 4);
  if (at + little(bytes, end + 12, 4) != end) return std::nullopt;
  for (std::size_t left = little(bytes, end + 10, 2); left > 0; --left) {
    if (little(bytes, at, 4) != 0x02014b50 || little(bytes, at + 10, 2) != 0) return std::nullopt;
    const std::size_t name_length = little(bytes, at + 28, 2), size = little(bytes, at + 24, 4);
    const std::string name = bytes.substr(at + 46, name_length);
    const std::size_t local = little(bytes, at + 42, 4);
    if (little(bytes, local, 4) != 0x04034b50) return std::nullopt;
    if (bytes.substr(local + 30, name_length) != name) return std::nullopt;
    const std::string data = bytes.substr(local + 30 + name_length, size);
    const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(data.data()), uInt(data.size()));
    if (sum != little(bytes, at + 16, 4) || data.size() != size) return std::nullopt;
    files[name] = data;
    at += 46 + name_length;
  }
  return at == end ? std::optional(files) : std::nullopt;
}

}  // namespace divisi::server::testing
