// The front end's kernels, compiled for `avx512` (the flags are in src/features/CMakeLists.txt).
#if defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__x86_64__)
#include <immintrin.h>
#endif

#include "features/kernels/front_end_table.h"
#include "nn/kernels/kernel_table.h"

namespace divisi::features {
namespace {
using nn::Activation;
#include "nn/kernels/vector_math.inc"
//
#include "features/kernels/front_end_kernel.inc"
}  // namespace

const FrontEndTable& front_end_avx512() {
  static constexpr FrontEndTable table = {"avx512", halfband, transform_octave, log_energy};
  return table;
}

}  // namespace divisi::features
