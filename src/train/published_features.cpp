#include "train/published_features.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/rng.h"
#include "features/published_energy.h"
#include "models/published_backbone.h"
#include "train/note_cells.h"

namespace divisi::train {
namespace {

/// The same for the same clip, whichever thread computes it and when.
std::vector<float> with_noise(std::vector<float> samples, double amplitude) {
  core::Rng rng(0x6e6f697365, samples.size());
  const double level = amplitude * rng.uniform();
  for (float& sample : samples) sample += static_cast<float>(level * rng.normal());
  return samples;
}

}  // namespace

ClipFeatures published_features(double waveform_noise) {
  const features::CqtSpec spec = features::published_cqt();
  char identity[96];
  std::snprintf(identity, sizeof(identity), "published-backbone energies 1, noise %.9g",
                waveform_noise);
  ClipFeatures features;
  features.file_name =
      waveform_noise > 0.0 ? "features-published-noisy.u8" : "features-published.u8";
  features.identity = identity;
  features.sample_rate_hz = static_cast<int>(spec.sample_rate_hz);
  features.hop_samples = spec.hop_samples;
  features.bin_count = spec.bin_count();
  features.map_count = 1;
  // ln(eps) = -18.4 is the least there is, for the loudest clips; a cell whose energy is e^6.5
  // times the deviation of its frame's does not occur. Steps of 0.1 neper are 0.43 dB.
  features.lowest = -19.0f;
  features.steps_per_unit = 10.0f;
  features.compute = [waveform_noise](const std::vector<float>& samples) {
    return features::published_energy(waveform_noise > 0.0 ? with_noise(samples, waveform_noise)
                                                           : samples);
  };
  return features;
}

void write_published_targets(const std::vector<Note>& notes, const FrameGrid& frames,
                             long first_frame, int frame_count, float* out) {
  constexpr std::size_t kOutputs = 2;
  const PitchGrid pitches{models::kPublishedLowestMidi, models::kPublishedPitches};
  std::fill_n(out, static_cast<std::size_t>(frame_count) * models::kPublishedPitches * kOutputs,
              0.0f);
  for_each_sounding_cell(notes, frames, pitches, first_frame, frame_count,
                         [&](std::size_t, std::size_t cell, bool is_first) {
                           if (is_first) out[kOutputs * cell] = 1.0f;
                           out[kOutputs * cell + 1] = 1.0f;
                         });
}

}  // namespace divisi::train
