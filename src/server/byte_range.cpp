#include "server/byte_range.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace divisi::server {
namespace {

/// Digits only. Numbers beyond 64 bits are as good as the greatest.
std::optional<std::uint64_t> parse_position(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  return problem == std::errc() ? value : UINT64_MAX;
}

}  // namespace

std::variant<WholeFile, ByteRange, Unsatisfiable> parse_byte_range(std::string_view header,
                                                                   std::uint64_t size) {
  if (!header.starts_with("bytes=")) return WholeFile{};
  header.remove_prefix(6);
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) {
    return WholeFile{};
  }
  const std::string_view before = header.substr(0, dash), after = header.substr(dash + 1);
  const auto first = parse_position(before), last = parse_position(after);
  if ((!before.empty() && !first) || (!after.empty() && !last)) return WholeFile{};
  if (!first) {
    if (!last) return WholeFile{};
    if (*last == 0 || size == 0) return Unsatisfiable{};
    const std::uint64_t length = std::min(*last, size);
    return ByteRange{size - length, length};
  }
  if (last && *last < *first) return WholeFile{};
  if (*first >= size) return Unsatisfiable{};
  const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
  return ByteRange{*first, end - *first + 1};
}

}  // namespace divisi::server
