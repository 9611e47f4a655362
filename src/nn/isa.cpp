#include "nn/isa.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <string>

#include "core/check.h"

namespace divisi::nn {
namespace {

struct Entry {
  Isa isa;
  std::string_view name;
};
constexpr Entry kEntries[] = {
    {Isa::baseline, "baseline"}, {Isa::avx2, "avx2"}, {Isa::avx512, "avx512"}};

const KernelTable& kernels_for(Isa isa) {
#if defined(DIVISI_X86_KERNELS)
  if (isa == Isa::avx2) return avx2_kernels();
  if (isa == Isa::avx512) return avx512_kernels();
#endif
  DIVISI_CHECK(isa == Isa::baseline, "this build has no kernels for that instruction set");
  return baseline_kernels();
}

const KernelTable* first_choice() {
  const char* wanted = std::getenv("DIVISI_ISA");
  const Expected<Isa> isa = choose_isa(wanted ? wanted : "");
  DIVISI_CHECK(isa, "DIVISI_ISA names no instruction set of this processor and build");
  return &kernels_for(*isa);
}

std::atomic<const KernelTable*>& active() {
  static std::atomic<const KernelTable*> table = first_choice();
  return table;
}

}  // namespace

std::vector<Isa> supported_isas() {
  std::vector<Isa> found = {Isa::baseline};
#if defined(DIVISI_X86_KERNELS)
  // By features, since not every compiler knows the names of the levels x86-64-v3 and -v4. Each
  // level has a few more, which no processor lacks that has these.
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  if (v3) found.push_back(Isa::avx2);
  if (v3 && v4) found.push_back(Isa::avx512);
#endif
  return found;
}

std::string_view isa_name(Isa isa) {
  for (const Entry& entry : kEntries) {
    if (entry.isa == isa) return entry.name;
  }
  return "";
}

Expected<Isa> choose_isa(std::string_view name) {
  const std::vector<Isa> supported = supported_isas();
  if (name.empty()) return supported.back();
  for (const Entry& entry : kEntries) {
    if (entry.name != name) continue;
    if (std::find(supported.begin(), supported.end(), entry.isa) != supported.end()) {
      return entry.isa;
    }
    return Error{ErrorCode::unsupported,
                 "instruction set '" + std::string(name) +
                     "' is not on this processor, or was not "
                     "built in",
                 "DIVISI_ISA"};
  }
  return Error{
      ErrorCode::invalid_argument,
      "unknown instruction set '" + std::string(name) + "', expected baseline, avx2 or avx512",
      "DIVISI_ISA"};
}

Isa active_isa() { return active_kernels().isa; }

void use_isa(Isa isa) {
  const std::vector<Isa> supported = supported_isas();
  DIVISI_CHECK(std::find(supported.begin(), supported.end(), isa) != supported.end(),
               "this processor lacks the instruction set");
  active().store(&kernels_for(isa));
}

const KernelTable& active_kernels() { return *active().load(std::memory_order_relaxed); }

}  // namespace divisi::nn
