#define DIVISI_RELATE relate_baseline
#include "parts/kernels/relate_kernel.inc"
