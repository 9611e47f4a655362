/// How the sound of a clip becomes a network's input, and how that is kept at a byte a cell.
///
/// A byte b stands for lowest + b / steps_per_unit; what lies outside is clamped.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "features/log_energy.h"

namespace divisi::train {

struct ClipFeatures {
  std::string file_name;  ///< beside each clip
  std::string identity;   ///< everything that the numbers depend on: another one, computed anew
  int sample_rate_hz = 0;
  int hop_samples = 0;
  int bin_count = 0;
  int map_count = 0;
  float lowest = 0.0f;
  float steps_per_unit = 1.0f;
  /// Where features stand for energies, their scale: such features can be recoloured.
  std::optional<features::LogEnergySpec> energy_scale;
  /// Samples at sample_rate_hz -> [T, bin_count * map_count], map fastest.
  std::function<Expected<Map2d>(const std::vector<float>& samples)> compute;

  int cell_count() const { return bin_count * map_count; }
  FrameGrid frames() const { return {static_cast<double>(hop_samples) / sample_rate_hz, 0.0}; }
  float value_of(unsigned byte) const { return lowest + static_cast<float>(byte) / steps_per_unit; }
};

}  // namespace divisi::train
