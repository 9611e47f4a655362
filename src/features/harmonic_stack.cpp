#include "features/harmonic_stack.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace divisi::features {

std::vector<int> harmonic_shifts(const std::vector<double>& harmonics, int bins_per_octave) {
  std::vector<int> shifts;
  for (const double harmonic : harmonics) {
    DIVISI_CHECK(harmonic > 0.0, "harmonics are positive multiples");
    shifts.push_back(int(std::lround(bins_per_octave * std::log2(harmonic))));
  }
  std::sort(shifts.begin(), shifts.end());
  return shifts;
}

HarmonicStack stack_harmonics(const Map2d& map, const HarmonicStackSpec& spec) {
  DIVISI_CHECK(spec.output_bins > 0, "a stack needs bins");
  HarmonicStack stack;
  stack.harmonics = spec.shifts_bins.size();
  stack.frames = map.rows;
  stack.bins = std::size_t(spec.output_bins);
  stack.cells.assign(stack.harmonics * stack.frames * stack.bins, 0.0f);
  stack.valid.assign(stack.harmonics * stack.bins, 0);
  const int available = int(map.columns);
  const int source_end = spec.published_slice ? std::min(spec.output_bins, available) : available;
  for (std::size_t h = 0; h < stack.harmonics; ++h) {
    const int shift = spec.shifts_bins[h];
    const int first = std::clamp(-shift, 0, spec.output_bins);
    const int last = std::clamp(source_end - shift, first, spec.output_bins);
    std::fill_n(stack.valid.begin() + long(h * stack.bins) + first, last - first, std::uint8_t{1});
    for (std::size_t t = 0; t < stack.frames; ++t) {
      float* to = stack.cells.data() + (h * stack.frames + t) * stack.bins;
      std::copy_n(map.row(t) + first + shift, last - first, to + first);
    }
  }
  return stack;
}

}  // namespace divisi::features
