// Any bytes as a NumPy array: its shape fits its cells, and it can be written and read back.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "eval/npy.h"

namespace {

template <class T>
void check(std::string_view bytes) {
  using namespace divisi::eval;
  const auto array = parse_npy<T>(bytes, "fuzz.npy");
  if (!array) return;
  std::size_t cells = 1;
  for (const std::size_t extent : array->shape) cells *= extent;
  if (cells != array->cells.size()) std::abort();
  const auto again = parse_npy<T>(format_npy<T>(array->cells, array->shape), "written.npy");
  if (!again || again->shape != array->shape) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check<float>(bytes);
  check<double>(bytes);
  return 0;
}
