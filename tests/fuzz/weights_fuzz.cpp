// Whatever the bytes: a weights file or an error, and every value that is handed out is finite.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "nn/weights_file.h"
#include "weights_bytes.h"

using divisi::nn::WeightsFile;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  divisi::fuzz::put_right(bytes);
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
