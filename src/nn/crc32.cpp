#include "nn/crc32.h"

#include <array>

namespace divisi::nn {
namespace {

constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = (rest & 1u) ? 0xEDB88320u ^ (rest >> 1) : rest >> 1;
    table[byte] = rest;
  }
  return table;
}();

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t rest = 0xFFFFFFFFu;
  for (const char c : bytes) {
    rest = kTable[(rest ^ static_cast<unsigned char>(c)) & 0xFFu] ^ (rest >> 8);
  }
  return ~rest;
}

}  // namespace divisi::nn
