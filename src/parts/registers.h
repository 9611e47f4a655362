/// Registers: what an instrument sounds like depends on how high it plays.
///
/// A pitch lies between two of five knots and belongs to both in part, so that nothing jumps.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace divisi::parts {

constexpr std::array<double, 5> kRegisters_midi = {36.0, 52.0, 64.0, 76.0, 92.0};
constexpr std::size_t kRegisterCount = kRegisters_midi.size();

using RegisterWeights = std::array<double, kRegisterCount>;

/// How much of a pitch lies at each knot: at most two are not 0, together they are 1.
inline RegisterWeights register_weights(double pitch_midi) {
  RegisterWeights weights{};
  const double pitch = std::clamp(pitch_midi, kRegisters_midi.front(), kRegisters_midi.back());
  std::size_t above = 1;
  while (above + 1 < kRegisterCount && pitch > kRegisters_midi[above]) ++above;
  const double low = kRegisters_midi[above - 1];
  weights[above] = (pitch - low) / (kRegisters_midi[above] - low);
  weights[above - 1] = 1.0 - weights[above];
  return weights;
}

}  // namespace divisi::parts
