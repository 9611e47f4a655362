/// Which bytes of a file a client asks for.
///
/// Source    RFC 9110, section 14. One range; of several we send the whole file, as section 14.2
///           permits.
/// Thread    safe. Any text is safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace divisi::server {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;  ///< > 0
};
struct WholeFile {};
struct Unsatisfiable {};

/// What "bytes=0-99", "bytes=100-" or "bytes=-100" asks of a file of `size` bytes. What is no such
/// thing asks for the whole file.
std::variant<WholeFile, ByteRange, Unsatisfiable> parse_byte_range(std::string_view header,
                                                                   std::uint64_t size);

}  // namespace divisi::server
