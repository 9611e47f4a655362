#include "features/published_energy.h"

#include "features/cqt.h"
#include "features/energy_norm.h"

namespace divisi::features {

CqtSpec published_cqt() {
  CqtSpec spec;
  spec.sample_rate_hz = 22050.0;
  spec.hop_samples = 256;
  spec.bins_per_octave = 36;
  spec.octave_count = 8;
  spec.lowest_hz = 32.07955284;
  spec.filter_scale = 1.0;
  spec.window = Window::blackman_harris;
  return spec;
}

Expected<Map2d> published_energy(const std::vector<float>& samples) {
  const CqtSpec spec = published_cqt();
  const auto cells = transform_clip(spec, samples);
  if (!cells) return cells.error();
  return energy_norm(*cells, static_cast<std::size_t>(spec.bin_count()));
}

}  // namespace divisi::features
