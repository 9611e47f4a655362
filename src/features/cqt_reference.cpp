#include "features/cqt_reference.h"

#include <cmath>
#include <cstdint>

#include "features/cqt_kernel.h"
#include "features/decimator.h"

namespace divisi::features {
namespace {

double sample_or_zero(const std::vector<double>& samples, std::int64_t index) {
  return index >= 0 && index < std::int64_t(samples.size()) ? samples[std::size_t(index)] : 0.0;
}

std::vector<double> filter_halfband(const std::vector<double>& samples) {
  const auto taps = halfband_taps();
  std::vector<double> filtered(samples.size());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    double sum = taps[0] * samples[n];
    for (int i = 0; i + 1 < kHalfbandTaps; ++i) {
      const std::int64_t at = std::int64_t(n), offset = 2 * i + 1;
      sum += taps[std::size_t(i + 1)] *
             (sample_or_zero(samples, at - offset) + sample_or_zero(samples, at + offset));
    }
    filtered[n] = sum;
  }
  return filtered;
}

std::complex<double> correlate(const std::vector<double>& samples, std::int64_t centre,
                               const CqtKernel& kernel) {
  std::complex<double> sum;
  for (std::size_t n = 0; n < kernel.taps.size(); ++n) {
    sum += kernel.taps[n] * sample_or_zero(samples, centre + kernel.first_offset + std::int64_t(n));
  }
  return sum;
}

/// Bin `bin` of every frame of [T, F].
void fill_bin(const std::vector<double>& samples, int hop_samples, const CqtKernel& kernel,
              std::size_t bin, std::size_t bin_count, std::vector<std::complex<double>>& cells) {
  for (std::size_t t = 0; t < cells.size() / bin_count; ++t) {
    cells[t * bin_count + bin] = correlate(samples, std::int64_t(t) * hop_samples, kernel);
  }
}

std::vector<std::complex<double>> empty_cells(const CqtSpec& spec, std::size_t sample_count) {
  const auto hop = std::size_t(spec.hop_samples);
  return std::vector<std::complex<double>>((sample_count + hop - 1) / hop *
                                           std::size_t(spec.bin_count()));
}

}  // namespace

std::vector<double> decimate_reference(const std::vector<double>& samples) {
  // The filter is symmetric, so running it backwards is running it again.
  const std::vector<double> twice = filter_halfband(filter_halfband(samples));
  std::vector<double> kept;
  for (std::size_t n = 0; n < twice.size(); n += 2) kept.push_back(twice[n]);
  return kept;
}

std::vector<std::complex<double>> transform_reference(const CqtPlan& plan,
                                                      const std::vector<float>& samples) {
  const CqtSpec& spec = plan.spec;
  const auto bin_count = std::size_t(spec.bin_count());
  auto cells = empty_cells(spec, samples.size());
  std::vector<double> signal(samples.begin(), samples.end());
  int level = 0;
  std::size_t octave_end = bin_count;
  for (const OctavePlan& octave : plan.octaves) {
    for (; level < octave.level; ++level) signal = decimate_reference(signal);
    const std::size_t lowest = octave_end - octave.rows.size();
    for (std::size_t i = 0; i < octave.rows.size(); ++i) {
      const CqtKernel kernel = make_cqt_kernel(octave.rows[i], octave.sample_rate_hz, spec.window);
      fill_bin(signal, octave.hop_samples, kernel, lowest + i, bin_count, cells);
    }
    octave_end = lowest;
  }
  return cells;
}

std::vector<std::complex<double>> transform_full_rate(const CqtPlan& plan,
                                                      const std::vector<float>& samples) {
  const CqtSpec& spec = plan.spec;
  const auto bin_count = std::size_t(spec.bin_count());
  auto cells = empty_cells(spec, samples.size());
  const std::vector<double> signal(samples.begin(), samples.end());
  std::size_t octave_end = bin_count;
  for (const OctavePlan& octave : plan.octaves) {
    const std::size_t lowest = octave_end - octave.rows.size();
    for (std::size_t i = 0; i < octave.rows.size(); ++i) {
      CqtRow row = octave.rows[i];
      const int first_offset = -(row.length_samples / 2) * (1 << octave.level);
      row.length_samples = (row.length_samples - 1) * (1 << octave.level) + 1;
      CqtKernel kernel = make_cqt_kernel(row, spec.sample_rate_hz, spec.window);
      kernel.first_offset = first_offset;
      fill_bin(signal, spec.hop_samples, kernel, lowest + i, bin_count, cells);
    }
    octave_end = lowest;
  }
  return cells;
}

}  // namespace divisi::features
