#include "features/mel_bands.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "test_signals.h"

namespace divisi::features {
namespace {

Map2d mel_of_clip(const MelSpec& spec, const std::vector<float>& samples) {
  auto map = extract_mel(spec, samples.data(), samples.size());
  EXPECT_TRUE(map);
  return map ? *map : Map2d();
}

/// Of one frame and map: all bands together.
double energy_of(const MelSpec& spec, const Map2d& map, std::size_t frame, int which) {
  double sum = 0.0;
  for (int band = 0; band < spec.band_count; ++band) {
    const auto column = static_cast<std::size_t>(band * spec.map_count() + which);
    sum += spec.log_energy.energy_of(static_cast<double>(map.at(frame, column)));
  }
  return sum;
}

TEST(MelBands, ShareEachBinAmongThem) {
  const MelSpec spec;
  for (const int window : spec.window_samples) {
    const std::vector<MelBand> bands = mel_bands(spec, window);
    ASSERT_EQ(bands.size(), 64u);
    std::vector<double> sums(static_cast<std::size_t>(window / 2 + 1), 0.0);
    for (const MelBand& band : bands) {
      double weight = 0.0;
      for (std::size_t i = 0; i < band.weights.size(); ++i) {
        EXPECT_GE(band.weights[i], 0.0F);
        weight += static_cast<double>(band.weights[i]);
        sums[static_cast<std::size_t>(band.first_bin) + i] += static_cast<double>(band.weights[i]);
      }
      EXPECT_GT(weight, 0.5) << "no band is empty";
    }
    for (std::size_t bin = 4; bin < sums.size() - 30; ++bin) EXPECT_NEAR(sums[bin], 1.0, 1e-5);
  }
}

TEST(MelBands, ASinusoidHasAQuarterWhateverTheWindow) {
  const MelSpec spec;
  std::vector<float> samples(8192);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(
        std::sin(2.0 * std::numbers::pi * 1234.0 * static_cast<double>(i) / spec.sample_rate_hz));
  const Map2d map = mel_of_clip(spec, samples);
  ASSERT_EQ(map.rows, 33u);
  for (int which = 0; which < spec.map_count(); ++which)
    EXPECT_NEAR(energy_of(spec, map, 16, which), 0.25, 0.005);
}

TEST(MelBands, AClickIsWhereItIsAndShorterInTheShortMap) {
  const MelSpec spec;
  std::vector<float> samples(256 * 40, 0.0F);
  samples[256 * 20] = 1.0F;
  const Map2d map = mel_of_clip(spec, samples);
  for (int which = 0; which < 2; ++which) {
    const int reach = spec.window_samples[static_cast<std::size_t>(which)] / 512;
    for (int frame = 0; frame < 41; ++frame) {
      const double energy = energy_of(spec, map, static_cast<std::size_t>(frame), which);
      EXPECT_LE(energy, energy_of(spec, map, 20, which));
      if (std::abs(frame - 20) >= reach) {
        EXPECT_LT(energy, 1e-9) << "frame " << frame << " of map " << which;
      }
    }
  }
}

TEST(MelBands, NothingAndSilence) {
  EXPECT_EQ(mel_of_clip({}, {}).rows, 0u);
  const Map2d map = mel_of_clip({}, std::vector<float>(1000, 0.0F));
  EXPECT_EQ(map.rows, 5u);
  for (const float cell : map.cells) EXPECT_EQ(cell, 0.0F);
}

TEST(MelBands, BlocksDoNotMatterToTheBit) {
  const std::vector<float> samples = white_noise(30001, 5);
  const Map2d whole = mel_of_clip({}, samples);
  for (const int largest : {100, 2000, 20000}) {
    auto extractor = MelExtractor::create({});
    ASSERT_TRUE(extractor);
    std::vector<float> cells;
    const FeatureSink sink = [&](std::int64_t first, int count, const float* block) {
      EXPECT_EQ(std::size_t(first) * 128, cells.size());
      cells.insert(cells.end(), block, block + count * 128);
    };
    push_in_random_blocks(samples, largest, 3, [&](const float* from, std::size_t count) {
      extractor->push(from, count, sink);
    });
    extractor->finish(sink);
    EXPECT_TRUE(cells == whole.cells) << "blocks up to " << largest;
  }
}

TEST(MelBands, RefuseWhatMakesNone) {
  const auto refused = [](auto change) {
    MelSpec spec;
    change(spec);
    const auto extractor = MelExtractor::create(spec);
    return !extractor && extractor.error().code == ErrorCode::invalid_argument;
  };
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.window_samples = {}; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.window_samples = {1000}; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.window_samples = {2048}; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.hop_samples = 0; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.band_count = 0; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.highest_hz = 12000.0; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.lowest_hz = 11000.0; }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.sample_rate_hz = std::nan(""); }));
  EXPECT_TRUE(refused([](MelSpec& spec) { spec.log_energy.eps = 0.0; }));
}

}  // namespace
}  // namespace divisi::features
