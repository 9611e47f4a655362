#define DIVISI_NEAREST nearest_baseline
#include "parts/kernels/nearest_kernel.inc"
