// Any bytes as a MAT-file, or as the inside of a compressed element of one.
#include <zlib.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "data/mat_file.h"

namespace {

/// 116 bytes of text, 8 of offset, the version and the mark of little-endian files.
std::string file_with(const std::string& elements) {
  std::string header(124, ' ');
  return header + std::string("\x00\x01IM", 4) + elements;
}

std::string compressed(const std::string& element) {
  uLongf length = compressBound(element.size());
  std::string packed(length, '\0');
  if (compress(reinterpret_cast<Bytef*>(packed.data()), &length,
               reinterpret_cast<const Bytef*>(element.data()), element.size()) != Z_OK) {
    std::abort();
  }
  packed.resize(length);
  std::string tag(8, '\0');
  tag[0] = 15;
  for (std::size_t i = 0; i < 4; ++i) tag[4 + i] = static_cast<char>((length >> (8 * i)) & 0xFFU);
  return tag + packed;
}

void check(const divisi::data::MatArray& array) {
  if (array.is_cell ? array.cells.size() != array.rows * array.columns
                    : array.numbers.size() != array.rows * array.columns) {
    std::abort();
  }
  for (const auto& cell : array.cells) check(cell);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string element(reinterpret_cast<const char*>(data), size);
  for (const std::string& bytes : {element, file_with(element), file_with(compressed(element))}) {
    const auto variables = divisi::data::parse_mat(bytes, "fuzz.mat");
    if (!variables) continue;
    for (const auto& variable : *variables) check(variable);
  }
  return 0;
}
