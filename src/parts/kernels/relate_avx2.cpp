#define DIVISI_RELATE relate_avx2
#include "parts/kernels/relate_kernel.inc"
