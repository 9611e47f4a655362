/// A small world to train in: clips of a few notes, and recipes that take a second.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "core/rng.h"
#include "models/published_backbone.h"
#include "train/recipe.h"

namespace divisi::train::testing {

namespace fs = std::filesystem;

/// A folder of its own for the running test, empty.
inline fs::path fresh_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_train" /
                          (std::string(test->test_suite_name()) + "." + test->name());
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

/// Three seconds of plucked sines at random pitches, with their exact notes.
inline void write_clip(const fs::path& folder, std::uint64_t seed) {
  constexpr int kRate = 22050;
  constexpr int kSamples = 3 * kRate;
  core::Rng rng(seed);
  AudioBuffer sound;
  sound.sample_rate_hz = kRate;
  sound.channel_count = 1;
  sound.samples.assign(kSamples, 0.0f);
  fs::create_directories(folder);
  std::ofstream notes(folder / "notes.csv");
  notes << "onset_s,offset_s,pitch_midi,velocity\n";
  for (int i = 0; i < 5; ++i) {
    const int pitch = rng.integer(48, 84);
    const double onset_s = 0.1 + 0.5 * i;
    notes << onset_s << "," << onset_s + 0.4 << "," << pitch << ",90\n";
    const double step = 6.283185307179586 * 440.0 * std::exp2((pitch - 69) / 12.0) / kRate;
    for (int n = 0; n < static_cast<int>(0.4 * kRate); ++n) {
      sound.samples[static_cast<std::size_t>(onset_s * kRate) + static_cast<std::size_t>(n)] +=
          static_cast<float>(0.3 * std::exp(-3.0 * n / kRate) * std::sin(step * n));
    }
  }
  ASSERT_TRUE(audio::write_audio(folder / "mix.flac", sound));
}

inline fs::path write_clips(const fs::path& root, int count) {
  for (int i = 0; i < count; ++i)
    write_clip(root / std::to_string(i), static_cast<std::uint64_t>(i));
  return root;
}

/// Our network, made small.
inline Recipe small_recipe() {
  Recipe recipe;
  recipe.network.channels = 8;
  recipe.network.bottleneck_channels = 4;
  recipe.network.head_channels = 8;
  recipe.network.harmonic_bins = {0, 36};
  recipe.network.pitch_steps = {-12, 0, 12};
  recipe.network.time_dilations = {1, 2};
  recipe.batch_items = 4;
  recipe.batch_shards = 2;
  recipe.segment_frames = 40;
  recipe.margin_frames = 4;
  recipe.steps = 6;
  recipe.warmup_steps = 2;
  recipe.decay_steps = 2;
  recipe.validate_every_steps = 3;
  recipe.validation_segments = 4;
  return recipe;
}

inline Recipe published_recipe() {
  Recipe recipe = small_recipe();
  recipe.model = models::kPublishedBackboneName;
  recipe.margin_frames = 0;
  recipe.average_decay = 0.0;
  recipe.gradient_norm = 0.0;
  recipe.monitor = "loss";
  return recipe;
}

}  // namespace divisi::train::testing
