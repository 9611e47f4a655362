/// Weights files whose fixed part is right: otherwise nothing behind the checksum would be reached.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "nn/crc32.h"
#include "nn/weights_header.h"
#include "nn/weights_layout.h"

namespace divisi::fuzz {

/// Magic, length and checksum put right, where there is room for them.
inline void put_right(std::string& bytes) {
  if (bytes.size() < nn::kHeaderAt) return;
  bytes.replace(0, nn::kWeightsMagic.size(), nn::kWeightsMagic);
  nn::write_little(bytes, nn::kFileBytesAt, std::uint64_t(bytes.size()));
  nn::write_little(bytes, nn::kChecksumAt,
                   nn::crc32(std::string_view(bytes).substr(nn::kFileBytesAt)));
}

/// A file with this JSON header and as many values as its tensors ask for, up to `most_bytes`: all
/// of them finite, as f16 as well as f32.
inline std::string weights_with_header(std::string_view json, std::uint64_t most_bytes) {
  std::uint64_t data_bytes = 0;
  if (const auto header = nn::parse_weights_header(json)) {
    for (const nn::TensorPlace& tensor : header->tensors) {
      if (tensor.offset > most_bytes || tensor.byte_count() > most_bytes) continue;
      data_bytes = std::max(data_bytes, nn::align_up(tensor.offset + tensor.byte_count()));
    }
  }
  std::string bytes(nn::align_up(nn::kHeaderAt + json.size()), '\0');
  nn::write_little(bytes, nn::kVersionAt, nn::kWeightsVersion);
  nn::write_little(bytes, nn::kHeaderBytesAt, static_cast<std::uint32_t>(json.size()));
  bytes.replace(nn::kHeaderAt, json.size(), json);
  const std::size_t data_at = bytes.size();
  bytes.resize(data_at + data_bytes);
  std::uint32_t state = 1;
  for (std::size_t i = data_at; i < bytes.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    // The upper byte of each half: exponents near 1, either sign.
    const std::uint32_t upper = (state >> 31U) != 0 ? 0x3CU : 0xBCU;
    bytes[i] = static_cast<char>(i % 2 == 1 ? upper : (state >> 24U) & 0xFFU);
  }
  put_right(bytes);
  return bytes;
}

}  // namespace divisi::fuzz
