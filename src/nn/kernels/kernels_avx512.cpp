// The vector kernels, compiled for `avx512` (the flags are in src/nn/CMakeLists.txt).
#if defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__x86_64__)
#include <immintrin.h>
#endif

#include "nn/kernels/kernel_table.h"

namespace divisi::nn {
namespace {
#include "nn/kernels/vector_math.inc"
//
#include "nn/kernels/tap_conv_kernel.inc"
//
#include "nn/kernels/elementwise_kernel.inc"
//
#include "nn/kernels/column_kernel.inc"
}  // namespace

const KernelTable& avx512_kernels() {
  static constexpr KernelTable table = {Isa::avx512,     "avx512",     kLanes,
                                        tap_conv,        activate_all, add_all,
                                        exponential_all, column_layer, column_attention};
  return table;
}

}  // namespace divisi::nn
