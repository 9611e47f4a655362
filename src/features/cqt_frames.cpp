#include "features/cqt_frames.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/check.h"

namespace divisi::features {
namespace {

std::size_t slot_floats(const std::vector<FoldedBlock>& blocks) {
  return blocks.size() * kBlockRows * 2 * kGroupFrames;
}

/// Do both octaves see the same frequencies and lengths, in samples of their own rates?
bool same_rows(const OctavePlan& a, const OctavePlan& b) {
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    const double relative = a.rows[i].frequency_hz / a.sample_rate_hz;
    if (a.rows[i].length_samples != b.rows[i].length_samples) return false;
    if (relative != b.rows[i].frequency_hz / b.sample_rate_hz) return false;
  }
  return true;
}

std::vector<int> bins_of_parity(const OctavePlan& octave, int parity) {
  std::vector<int> bins;
  for (int bin = 0; bin < int(octave.rows.size()); ++bin) {
    if (octave.rows[std::size_t(bin)].length_samples % 2 == parity) bins.push_back(bin);
  }
  return bins;
}

}  // namespace

CqtFrames::CqtFrames(const CqtPlan& plan, const FrontEndTable& kernels)
    : plan_(plan), kernels_(&kernels) {
  std::size_t reach = 0, results = 0;
  for (std::size_t o = 0; o < plan_.octaves.size(); ++o) {
    const OctavePlan& octave = plan_.octaves[o];
    if (o == 0 || !same_rows(octave, plan_.octaves[o - 1])) {
      matrices_.push_back(fold_rows(octave, plan_.spec.window));
    }
    matrix_of_octave_.push_back(matrices_.size() - 1);
    reach = std::max(reach, std::size_t(octave.reach_samples));
    results = std::max(results, slot_floats(matrices_.back().blocks));
  }
  columns_.resize((2 * reach + 4) * kGroupFrames);
  sums_.resize((reach + 1) * kGroupFrames);
  differences_.resize((reach + 1) * kGroupFrames);
  results_.resize(results);
}

CqtFrames::FoldedRows CqtFrames::fold_rows(const OctavePlan& octave, Window window) {
  FoldedRows rows;
  for (const int parity : {1, 0}) {
    const std::vector<int> bins = bins_of_parity(octave, parity);  // longest first
    for (std::size_t i = 0; i < bins.size(); i += kBlockRows) {
      const std::size_t end = std::min(bins.size(), i + kBlockRows);
      add_block(octave, window, {bins.begin() + long(i), bins.begin() + long(end)}, rows);
    }
  }
  return rows;
}

void CqtFrames::add_block(const OctavePlan& octave, Window window, const std::vector<int>& bins,
                          FoldedRows& rows) {
  const auto row_at = [&](int bin) { return octave.rows[std::size_t(bin)]; };
  const int longest = row_at(bins.front()).length_samples;
  const bool even = longest % 2 == 0;
  const int tap_count = (longest + 1) / 2;
  nn::AlignedFloats weights(std::size_t(tap_count) * kBlockRows * 2, 0.0f);
  for (int slot = 0; slot < kBlockRows; ++slot) {
    if (slot >= int(bins.size())) {
      rows.bins.push_back(-1);
      rows.rotations.emplace_back();
      continue;
    }
    const int bin = bins[std::size_t(slot)];
    const CqtRow row = row_at(bin);
    const double step = 2.0 * std::numbers::pi * row.frequency_hz / octave.sample_rate_hz;
    const std::vector<double> taper = unit_sum_window(window, row.length_samples);
    for (int j = 0; j < (row.length_samples + 1) / 2; ++j) {
      const double weight = taper[std::size_t(row.length_samples / 2 + j)];
      const std::complex<double> tap = std::polar(weight, step * (even ? j + 0.5 : double(j)));
      float* at = weights.data() + (j * kBlockRows + slot) * 2;
      at[0] = float(tap.real());
      at[1] = float(tap.imag());
    }
    rows.bins.push_back(bin);
    rows.rotations.emplace_back(std::polar(1.0, even ? 0.5 * step : 0.0));
  }
  rows.weights.push_back(std::move(weights));
  rows.blocks.push_back({even, tap_count, rows.weights.back().data()});
}

std::int64_t CqtFrames::ready_frames(const OctavePyramid& pyramid) const {
  std::int64_t ready = std::numeric_limits<std::int64_t>::max();
  for (const OctavePlan& octave : plan_.octaves) {
    const std::int64_t last_centre =
        pyramid.level(octave.level).end_index() - 1 - octave.reach_samples;
    ready = std::min(ready, last_centre < 0 ? 0 : last_centre / octave.hop_samples + 1);
  }
  return ready;
}

std::int64_t CqtFrames::first_needed(int level, std::int64_t frame) const {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const OctavePlan& octave : plan_.octaves) {
    if (octave.level != level) continue;
    first = std::min(first, frame * octave.hop_samples - octave.reach_samples);
  }
  return first;
}

void CqtFrames::transform(const OctavePyramid& pyramid, std::int64_t first, int count,
                          std::complex<float>* out) {
  DIVISI_CHECK(count >= 1 && count <= kGroupFrames, "frames come in small groups");
  for (std::size_t o = 0; o < plan_.octaves.size(); ++o) {
    const OctavePlan& octave = plan_.octaves[o];
    const FoldedRows& rows = matrices_[matrix_of_octave_[o]];
    OctaveJob job;
    job.samples = pyramid.level(octave.level).at(first * octave.hop_samples - octave.reach_samples);
    job.hop_samples = octave.hop_samples;
    job.frame_count = count;
    job.reach_samples = octave.reach_samples;
    job.blocks = rows.blocks.data();
    job.block_count = int(rows.blocks.size());
    job.columns = columns_.data();
    job.sums = sums_.data();
    job.differences = differences_.data();
    job.results = results_.data();
    kernels_->octave(job);
    scatter(rows, count, out + (plan_.octaves.size() - 1 - o) * octave.rows.size());
  }
}

void CqtFrames::scatter(const FoldedRows& rows, int count, std::complex<float>* out) const {
  const auto stride = std::size_t(plan_.spec.bin_count());
  for (std::size_t slot = 0; slot < rows.bins.size(); ++slot) {
    if (rows.bins[slot] < 0) continue;
    const float* real = results_.data() + slot * 2 * kGroupFrames;
    const float* imaginary = real + kGroupFrames;
    const float c = rows.rotations[slot].real(), s = rows.rotations[slot].imag();
    std::complex<float>* to = out + rows.bins[slot];
    for (int f = 0; f < count; ++f, to += stride) {
      *to = {c * real[f] - s * imaginary[f], s * real[f] + c * imaginary[f]};
    }
  }
}

}  // namespace divisi::features
