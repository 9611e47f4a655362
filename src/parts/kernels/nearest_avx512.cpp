#define DIVISI_NEAREST nearest_avx512
#include "parts/kernels/nearest_kernel.inc"
