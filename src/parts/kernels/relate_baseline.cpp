// Numbers of pairs, compiled for `baseline` (the flags are in src/parts/CMakeLists.txt).
#if defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__x86_64__)
#include <immintrin.h>
#endif

#include "nn/kernels/kernel_table.h"
#include "parts/kernels/relate_kernels.h"
#include "parts/relation.h"

namespace divisi::parts {
namespace {
using nn::Activation;
#include "nn/kernels/vector_math.inc"
//
#include "parts/kernels/relate_kernel.inc"
}  // namespace

void relate_baseline(const RelateJob& job) { relate_all(job); }

}  // namespace divisi::parts
