#define DIVISI_RELATE relate_avx512
#include "parts/kernels/relate_kernel.inc"
