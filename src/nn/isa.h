/// Which instruction set the kernels use.
///
/// Chosen once, on first use: the widest that this processor and this build have, or what the
/// environment variable DIVISI_ISA (baseline, avx2, avx512) says, which tests and benchmarks set.
/// Thread    safe; use_isa() only while no kernel runs.
#pragma once

#include <string_view>
#include <vector>

#include "divisi/error.h"
#include "nn/kernels/kernel_table.h"

namespace divisi::nn {

/// From narrow to wide; never empty.
std::vector<Isa> supported_isas();

std::string_view isa_name(Isa isa);

/// The set with that name, or the widest supported when `name` is empty.
/// Errors: invalid_argument (unknown name), unsupported (not on this processor or in this build).
Expected<Isa> choose_isa(std::string_view name);

/// The set in use. A DIVISI_ISA that choose_isa refuses is a programming error: tests must not
/// quietly run on another set than they asked for.
Isa active_isa();

/// Requires: `isa` is supported.
void use_isa(Isa isa);

/// The entry points of the set in use.
const KernelTable& active_kernels();

}  // namespace divisi::nn
