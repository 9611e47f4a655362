/// Text from outside, made safe for libraries that accept nothing but UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace divisi::core {

/// Length of the well-formed UTF-8 character at the start of `text`, 0 if there is none.
/// Source    Unicode 15, table 3-7.
inline std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = at(0);
  if (text.empty()) return 0;
  if (first < 0x80U) return 1;
  const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
  if (first < 0xC2U || first > 0xF4U) return 0;
  const unsigned low = first == 0xE0U ? 0xA0U : first == 0xF0U ? 0x90U : 0x80U;
  const unsigned high = first == 0xEDU ? 0x9FU : first == 0xF4U ? 0x8FU : 0xBFU;
  if (at(1) < low || at(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (at(i) < 0x80U || at(i) > 0xBFU) return 0;
  }
  return length;
}

/// Bytes that are no UTF-8 become U+FFFD, control characters a blank.
inline std::string repair_utf8(std::string_view text) {
  std::string repaired;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      repaired += "\xEF\xBF\xBD";
    } else if (length == 1 && (static_cast<unsigned char>(text[0]) < 0x20U || text[0] == 0x7F)) {
      repaired += ' ';
    } else {
      repaired += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return repaired;
}

}  // namespace divisi::core
