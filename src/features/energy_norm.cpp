#include "features/energy_norm.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::features {

double frame_energy_deviation(const std::vector<std::complex<float>>& cells, std::size_t bin_count,
                              double eps) {
  DIVISI_CHECK(bin_count > 0 && cells.size() % bin_count == 0, "frames of equal width");
  std::vector<double> energies(cells.size() / bin_count, 0.0);
  if (energies.size() < 2) return eps;
  double mean = 0.0;
  for (std::size_t i = 0; i < cells.size(); ++i) energies[i / bin_count] += std::norm(cells[i]);
  for (const double energy : energies) mean += energy / double(energies.size());
  double squares = 0.0;
  for (const double energy : energies) squares += (energy - mean) * (energy - mean);
  return std::max(eps, std::sqrt(squares / double(energies.size() - 1)));
}

Map2d energy_norm(const std::vector<std::complex<float>>& cells, std::size_t bin_count,
                  double eps) {
  const double log_deviation = std::log(frame_energy_deviation(cells, bin_count, eps));
  Map2d map(cells.size() / bin_count, bin_count);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    map.cells[i] = float(std::log(double(std::norm(cells[i])) + eps) - log_deviation);
  }
  return map;
}

}  // namespace divisi::features
