/// Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the eighth bit
/// says that more follow (as in Protocol Buffers).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace divisi::engine {

inline void append_varint(std::uint64_t number, std::string& bytes) {
  for (; number >= 0x80U; number >>= 7U) bytes += static_cast<char>((number & 0x7fU) | 0x80U);
  bytes += static_cast<char>(number);
}

/// Takes one of at most 56 bits off the front of `bytes`; nothing when it is cut short or longer.
inline std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 56 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) return number;
  }
  return {};
}

}  // namespace divisi::engine
