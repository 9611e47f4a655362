/// Numbers as text, the same in every locale.
#pragma once

#include <charconv>
#include <string>
#include <system_error>

namespace divisi::score {

/// `value` with so many decimals: 0.5, 3 -> "0.500". Requires: finite.
inline std::string fixed_decimal(double value, int decimals) {
  char text[400];
  const auto result =
      std::to_chars(text, text + sizeof(text), value, std::chars_format::fixed, decimals);
  return result.ec == std::errc() ? std::string(text, result.ptr) : std::string("0");
}

/// The shortest text that reads back as `value`. Requires: finite.
inline std::string shortest_decimal(double value) {
  char text[64];
  const auto result = std::to_chars(text, text + sizeof(text), value);
  return result.ec == std::errc() ? std::string(text, result.ptr) : std::string("0");
}

}  // namespace divisi::score
