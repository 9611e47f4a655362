/// A small band: pieces of a low plucked source and a high one that swells, with stems and notes,
/// as divisi synth lays them out.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "cerberus/recipe.h"
#include "core/rng.h"

namespace divisi::cerberus::testing {

namespace fs = std::filesystem;

inline fs::path fresh_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_cerberus" /
                          (std::string(test->test_suite_name()) + "." + test->name());
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

inline constexpr int kBandRate_hz = 22050;

/// Notes every 0.3 s from `first_s` on, in [low, low + 12].
struct MadePart {
  std::string instrument;
  int low = 40;
  double decay = 4.0;
  int source = 0;
};

inline void write_part(const fs::path& folder, const MadePart& part, double duration_s,
                       core::Rng& rng, std::ofstream& notes, std::vector<float>& mix) {
  std::vector<float> sound(mix.size());
  for (double onset_s = 0.05; onset_s + 0.3 < duration_s; onset_s += 0.3) {
    const int pitch = part.low + rng.integer(0, 12);
    notes << onset_s << "," << onset_s + 0.25 << "," << pitch << ",90," << part.source << "\n";
    const double step = 6.283185307179586 * 440.0 * std::exp2((pitch - 69) / 12.0) / kBandRate_hz;
    const auto begin = static_cast<std::size_t>(onset_s * kBandRate_hz);
    for (std::size_t n = 0; n < static_cast<std::size_t>(0.25 * kBandRate_hz); ++n) {
      const double fade = std::exp(-part.decay * static_cast<double>(n) / kBandRate_hz);
      const double at = step * static_cast<double>(n);
      sound[begin + n] += static_cast<float>(0.2 * fade * (std::sin(at) + 0.5 * std::sin(2 * at)));
    }
  }
  for (std::size_t n = 0; n < mix.size(); ++n) mix[n] += sound[n];
  const std::string name = (part.source < 10 ? "0" : "") + std::to_string(part.source) + ".flac";
  ASSERT_TRUE(audio::write_audio(folder / "stems" / name, {kBandRate_hz, 1, sound}));
}

inline void write_piece(const fs::path& folder, const std::vector<MadePart>& parts,
                        std::uint64_t seed, double duration_s = 4.0) {
  fs::create_directories(folder / "stems");
  core::Rng rng(seed);
  std::ofstream notes(folder / "notes.csv");
  notes << "onset_s,offset_s,midi_pitch,velocity,source\n";
  std::vector<float> mix(static_cast<std::size_t>(duration_s * kBandRate_hz));
  std::string names;
  for (const MadePart& part : parts) {
    write_part(folder, part, duration_s, rng, notes, mix);
    names += (names.empty() ? "\"" : ", \"") + part.instrument + "\"";
  }
  ASSERT_TRUE(audio::write_audio(folder / "mix.flac", {kBandRate_hz, 1, mix}));
  std::ofstream(folder / "clip.json") << "{\"instruments\": [" << names << "]}\n";
}

/// `count` pieces of piano and bass.
inline fs::path write_band(const fs::path& root, int count) {
  for (int i = 0; i < count; ++i) {
    write_piece(root / ("00000" + std::to_string(i)),
                {{"bass", 33, 1.0, 0}, {"piano", 64, 12.0, 1}}, static_cast<std::uint64_t>(i));
  }
  return root;
}

inline CerberusRecipe small_recipe() {
  CerberusRecipe recipe;
  recipe.network.instruments = {"piano", "bass"};
  recipe.network.hidden = 16;
  recipe.network.layers = 1;
  recipe.network.embedding = 4;
  recipe.network.dropout = 0.2;
  recipe.crops.frames = 65;
  recipe.crops.least_onsets = 2;
  recipe.schedule.batch_items = 2;
  recipe.schedule.steps = 6;
  recipe.schedule.warmup_steps = 1;
  recipe.schedule.decay_steps = 2;
  recipe.schedule.learning_rate = 3e-3;
  recipe.schedule.validate_every_steps = 3;
  recipe.validation_crops = 4;
  return recipe;
}

}  // namespace divisi::cerberus::testing
