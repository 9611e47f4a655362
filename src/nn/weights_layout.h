/// Where things lie in a weights file (docs/formats/weights.md): shared by reader and writer.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace divisi::nn {

inline constexpr std::string_view kWeightsMagic = "divisi-w";
inline constexpr std::uint32_t kWeightsVersion = 1;
inline constexpr std::uint64_t kWeightsAlignment = 64;

// The fixed part, in bytes from the start of the file.
inline constexpr std::size_t kVersionAt = 8;       // u32
inline constexpr std::size_t kChecksumAt = 12;     // u32, CRC-32 of all that follows it
inline constexpr std::size_t kFileBytesAt = 16;    // u64
inline constexpr std::size_t kHeaderBytesAt = 24;  // u32
inline constexpr std::size_t kReservedAt = 28;     // u32, zero
inline constexpr std::size_t kHeaderAt = 32;       // JSON, then zeros up to the alignment

inline std::uint64_t align_up(std::uint64_t bytes) {
  return (bytes + kWeightsAlignment - 1) / kWeightsAlignment * kWeightsAlignment;
}

/// Little-endian, whatever this machine is. Requires: the bytes are there.
template <class Unsigned>
Unsigned read_little(std::string_view bytes, std::size_t at) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>(
        value | static_cast<Unsigned>(
                    static_cast<Unsigned>(static_cast<unsigned char>(bytes[at + i])) << (8 * i)));
  }
  return value;
}

template <class Unsigned>
void write_little(std::string& bytes, std::size_t at, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    bytes[at + i] = static_cast<char>((value >> (8 * i)) & 0xFFu);
  }
}

}  // namespace divisi::nn
