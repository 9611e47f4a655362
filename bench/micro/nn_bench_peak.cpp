#include <immintrin.h>

#include <algorithm>
#include <chrono>

#include "nn_bench.h"

namespace divisi::bench {
namespace {

constexpr int kRounds = 200000;

// Twelve independent sums hide a latency of four cycles at up to three operations a cycle. They
// begin differently, or the compiler would see that they are one. A macro, since the instruction
// set belongs to the function and inlining stops at its border.
#define DIVISI_PEAK_LOOP(Vector, broadcast, multiply_add, add)                                    \
  const Vector factor = broadcast(0.999f), term = broadcast(0.001f);                              \
  Vector sums[12];                                                                                \
  _Pragma("GCC unroll 12") for (int i = 0; i < 12; ++i) { sums[i] = broadcast(1.0f + float(i)); } \
  for (int round = 0; round < kRounds; ++round) {                                                 \
    _Pragma("GCC unroll 12") for (int i = 0; i < 12; ++i) {                                       \
      sums[i] = multiply_add(sums[i], factor, term);                                              \
    }                                                                                             \
  }                                                                                               \
  Vector total = sums[0];                                                                         \
  _Pragma("GCC unroll 12") for (int i = 1; i < 12; ++i) { total = add(total, sums[i]); }          \
  volatile float kept = reinterpret_cast<const float*>(&total)[0];                                \
  static_cast<void>(kept)

inline __m128 multiply_then_add(__m128 a, __m128 b, __m128 c) {
  return _mm_add_ps(_mm_mul_ps(a, b), c);
}

void rounds_baseline() { DIVISI_PEAK_LOOP(__m128, _mm_set1_ps, multiply_then_add, _mm_add_ps); }

__attribute__((target("avx2,fma"))) void rounds_avx2() {
  DIVISI_PEAK_LOOP(__m256, _mm256_set1_ps, _mm256_fmadd_ps, _mm256_add_ps);
}

__attribute__((target("avx512f"))) void rounds_avx512() {
  DIVISI_PEAK_LOOP(__m512, _mm512_set1_ps, _mm512_fmadd_ps, _mm512_add_ps);
}

}  // namespace

double measure_peak(nn::Isa isa) {
  void (*const rounds)() = isa == nn::Isa::avx512 ? rounds_avx512
                           : isa == nn::Isa::avx2 ? rounds_avx2
                                                  : rounds_baseline;
  const double lanes = isa == nn::Isa::avx512 ? 16 : isa == nn::Isa::avx2 ? 8 : 4;
  double best_s = 1e9;
  for (int trial = 0; trial < 50; ++trial) {
    const auto start = std::chrono::steady_clock::now();
    rounds();
    const std::chrono::duration<double> took_s = std::chrono::steady_clock::now() - start;
    best_s = std::min(best_s, took_s.count());
  }
  return 2e-9 * 12.0 * lanes * kRounds / best_s;
}

}  // namespace divisi::bench
