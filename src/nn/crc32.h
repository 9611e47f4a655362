/// A checksum of bytes. Source: ISO 3309, as in PNG, annex D (polynomial 0xEDB88320, reflected).
#pragma once

#include <cstdint>
#include <string_view>

namespace divisi::nn {

/// Any change within 32 neighbouring bits changes the result.
std::uint32_t crc32(std::string_view bytes);

}  // namespace divisi::nn
