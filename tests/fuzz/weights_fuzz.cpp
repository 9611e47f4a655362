// Whatever the bytes: a weights file or an error, and every value that is handed out is finite.
// The checksum is put right first; otherwise nothing behind it would ever be reached.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "nn/crc32.h"
#include "nn/weights_file.h"
#include "nn/weights_layout.h"

using divisi::nn::WeightsFile;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.size() >= divisi::nn::kHeaderAt) {
    bytes.replace(0, divisi::nn::kWeightsMagic.size(), divisi::nn::kWeightsMagic);
    divisi::nn::write_little(bytes, divisi::nn::kFileBytesAt, std::uint64_t(bytes.size()));
    const std::string_view summed = std::string_view(bytes).substr(divisi::nn::kFileBytesAt);
    divisi::nn::write_little(bytes, divisi::nn::kChecksumAt, divisi::nn::crc32(summed));
  }
  auto file = WeightsFile::parse(bytes, "fuzz");
  if (!file) return 0;
  for (const auto& place : file->tensors()) {
    const auto values = file->tensor(place.name, place.shape);
    if (!values) std::abort();
    for (const float value : *values) {
      if (!std::isfinite(value)) std::abort();
    }
  }
  if (!file->check_all_used()) std::abort();
  return 0;
}
