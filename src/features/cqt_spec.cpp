#include "features/cqt_spec.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

namespace divisi::features {
namespace {

constexpr int kMinimumLengthSamples = 4;
constexpr int kMaximumLengthSamples = 1 << 20;

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.10g", value);
  return text;
}

Error refused(const char* field, double found, const std::string& expected) {
  return Error{
      ErrorCode::invalid_argument,
      std::string("constant-Q ") + field + " is " + number(found) + ", expected " + expected,
      field};
}

std::optional<Error> find_bad_field(const CqtSpec& spec) {
  // Written so that not-a-number is refused too.
  const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
  if (!positive(spec.sample_rate_hz)) {
    return refused("sample_rate_hz", spec.sample_rate_hz, "more than 0");
  }
  if (spec.hop_samples < 1 || spec.hop_samples > (1 << 20)) {
    return refused("hop_samples", spec.hop_samples, "1 to 1048576");
  }
  if (spec.bins_per_octave < 1 || spec.bins_per_octave > 384) {
    return refused("bins_per_octave", spec.bins_per_octave, "1 to 384");
  }
  if (spec.octave_count < 1 || spec.octave_count > 16) {
    return refused("octave_count", spec.octave_count, "1 to 16");
  }
  if (!positive(spec.lowest_hz)) return refused("lowest_hz", spec.lowest_hz, "more than 0");
  if (!positive(spec.filter_scale))
    return refused("filter_scale", spec.filter_scale, "more than 0");
  if (!(spec.gamma_hz >= 0.0) || !std::isfinite(spec.gamma_hz)) {
    return refused("gamma_hz", spec.gamma_hz, "0 or more");
  }
  return std::nullopt;
}

double quality(const CqtSpec& spec) {
  return spec.filter_scale / (std::exp2(1.0 / spec.bins_per_octave) - 1.0);
}

double bandwidth_hz(const CqtSpec& spec, double frequency_hz) {
  return frequency_hz / quality(spec) + spec.gamma_hz;
}

/// Bin `bin` of the octave that lies `octave` below the top.
double bin_frequency_hz(const CqtSpec& spec, int octave, int bin) {
  const double base_hz = std::ldexp(spec.lowest_hz, spec.octave_count - 1 - octave);
  return base_hz * std::exp2(double(bin) / spec.bins_per_octave);
}

int choose_level(const CqtSpec& spec, double edge_hz) {
  int level = 0;
  while (level < 20 && spec.hop_samples % (1 << (level + 1)) == 0 &&
         edge_hz <= kPassband * std::ldexp(spec.sample_rate_hz, -(level + 2))) {
    ++level;
  }
  return level;
}

OctavePlan plan_octave(const CqtSpec& spec, int octave) {
  OctavePlan plan;
  const double highest_hz = bin_frequency_hz(spec, octave, spec.bins_per_octave - 1);
  plan.level = choose_level(spec, highest_hz + bandwidth_hz(spec, highest_hz));
  plan.hop_samples = spec.hop_samples >> plan.level;
  plan.sample_rate_hz = std::ldexp(spec.sample_rate_hz, -plan.level);
  for (int bin = 0; bin < spec.bins_per_octave; ++bin) {
    const double frequency_hz = bin_frequency_hz(spec, octave, bin);
    const double length = std::ceil(plan.sample_rate_hz / bandwidth_hz(spec, frequency_hz));
    // Lengths out of all bounds are refused by the caller; here they only must fit an int.
    const int length_samples = length < 2.0 * kMaximumLengthSamples
                                   ? static_cast<int>(length)
                                   : 2 * kMaximumLengthSamples;  // no number at all included
    plan.rows.push_back({frequency_hz, length_samples});
    plan.reach_samples = std::max(plan.reach_samples, length_samples / 2);
  }
  return plan;
}

std::optional<Error> find_bad_row(const CqtSpec& spec, const OctavePlan& octave) {
  for (const CqtRow& row : octave.rows) {
    const std::string at = "for the bin at " + number(row.frequency_hz) + " Hz";
    if (row.length_samples < kMinimumLengthSamples) {
      return refused("window length", row.length_samples,
                     "at least 4 samples " + at + ": raise filter_scale or lower gamma_hz");
    }
    if (row.length_samples > kMaximumLengthSamples) {
      return refused("window length", row.length_samples,
                     "at most 1048576 samples " + at + ": lower filter_scale or raise lowest_hz");
    }
  }
  const CqtRow& top = octave.rows.back();
  const double half_width_hz =
      0.5 * noise_bandwidth_bins(spec.window) * bandwidth_hz(spec, top.frequency_hz);
  const double nyquist_hz = 0.5 * spec.sample_rate_hz;
  if (top.frequency_hz + half_width_hz > nyquist_hz) {
    return refused("highest bin (Hz)", top.frequency_hz,
                   "with half its width of " + number(half_width_hz) +
                       " Hz below half the sample rate, " + number(nyquist_hz) +
                       " Hz: lower octave_count or lowest_hz");
  }
  return std::nullopt;
}

}  // namespace

Expected<CqtPlan> plan_cqt(const CqtSpec& spec) {
  if (auto error = find_bad_field(spec)) return *error;
  CqtPlan plan;
  plan.spec = spec;
  for (int octave = 0; octave < spec.octave_count; ++octave) {
    plan.octaves.push_back(plan_octave(spec, octave));
    if (auto error = find_bad_row(spec, plan.octaves.back())) return *error;
    plan.level_count = std::max(plan.level_count, plan.octaves.back().level + 1);
  }
  return plan;
}

}  // namespace divisi::features
