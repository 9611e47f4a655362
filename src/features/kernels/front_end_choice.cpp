#include "core/check.h"
#include "features/kernels/front_end_table.h"
#include "nn/isa.h"

namespace divisi::features {

const FrontEndTable& active_front_end() {
  const nn::Isa isa = nn::active_isa();
#if defined(DIVISI_X86_KERNELS)
  if (isa == nn::Isa::avx2) return front_end_avx2();
  if (isa == nn::Isa::avx512) return front_end_avx512();
#endif
  DIVISI_CHECK(isa == nn::Isa::baseline, "this build has no kernels for that instruction set");
  return front_end_baseline();
}

}  // namespace divisi::features
