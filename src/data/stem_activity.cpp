#include "data/stem_activity.h"

#include <cmath>

namespace divisi::data {

double active_share(std::span<const float> samples, const ActivityRule& rule) {
  const std::size_t frames = rule.frame_samples > 0 ? samples.size() / rule.frame_samples : 0;
  if (frames == 0) return 0.0;
  const double least_energy =
      std::pow(10.0, rule.level_db / 10.0) * static_cast<double>(rule.frame_samples);
  std::size_t active = 0;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    double energy = 0.0;
    for (const float sample : samples.subspan(frame * rule.frame_samples, rule.frame_samples)) {
      energy += static_cast<double>(sample) * sample;
    }
    if (energy > least_energy) ++active;
  }
  return static_cast<double>(active) / static_cast<double>(frames);
}

bool is_active(std::span<const float> samples, int onsets, bool is_drums,
               const ActivityRule& rule) {
  return active_share(samples, rule) >= rule.share && (is_drums || onsets >= rule.fewest_onsets);
}

}  // namespace divisi::data
