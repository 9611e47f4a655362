#define DIVISI_NEAREST nearest_avx2
#include "parts/kernels/nearest_kernel.inc"
