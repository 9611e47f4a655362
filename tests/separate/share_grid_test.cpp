#include "separate/share_grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace divisi::separate {
namespace {

TEST(ShareGrid, IsLinearBelowAndLogarithmicAbove) {
  EXPECT_EQ(band_hz(0), 0.0);
  EXPECT_NEAR(band_hz(69), 742.9, 0.1);
  EXPECT_NEAR(band_hz(117) / band_hz(69), 2.0, 1e-12);
  EXPECT_NEAR(band_hz(kBands - 1), 10900.0, 30.0);
  // No step is much wider than the one before: the two scales meet where they are as fine.
  for (int band = 2; band < kBands; ++band) {
    EXPECT_LT(band_hz(band) - band_hz(band - 1), 1.06 * (band_hz(band - 1) - band_hz(band - 2)));
  }
}

TEST(ShareGrid, KnowsWhereAFrequencyLies) {
  for (int band = 0; band < kBands; ++band) EXPECT_NEAR(band_at(band_hz(band)), band, 1e-9);
  EXPECT_EQ(band_at(0.0), 0.0);
  EXPECT_EQ(band_at(20000.0), kBands - 1);
}

TEST(SeparationStft, LastsAbout93MillisecondsAtAnyRate) {
  EXPECT_EQ(separation_stft(44100).window_samples, 4096);
  EXPECT_EQ(separation_stft(48000).window_samples, 4096);
  EXPECT_EQ(separation_stft(22050).window_samples, 2048);
  EXPECT_EQ(separation_stft(8000).window_samples, 1024);
  EXPECT_EQ(separation_stft(96000).window_samples, 8192);
  for (const int rate : {4000, 11025, 16000, 192000, 768000}) {
    const features::StftSpec spec = separation_stft(rate);
    EXPECT_NEAR(std::log2(spec.window_samples / (rate * 0.0929)), 0.0, 0.51) << rate;
    EXPECT_EQ(spec.hop_samples * 4, spec.window_samples);
  }
}

TEST(BandMap, GivesASineItsAmplitudeAtEveryRate) {
  for (const int rate : {8000, 22050, 44100, 96000}) {
    const features::StftSpec spec = separation_stft(rate);
    const BandMap map(spec, rate);
    std::vector<float> sine(std::size_t(4 * spec.window_samples));
    for (std::size_t n = 0; n < sine.size(); ++n) {
      sine[n] = 0.25F * float(std::sin(2.0 * std::numbers::pi * 440.0 * double(n) / rate));
    }
    const std::vector<features::Bin> frames = features::stft(spec, sine);
    const std::vector<const features::Bin*> frame = {frames.data() + 8 * spec.bins()};
    std::vector<float> level(kBands);
    map.levels_of(frame, level.data());
    EXPECT_NEAR(level[std::size_t(std::lround(band_at(440.0)))], 0.25, 0.05) << rate;
    EXPECT_LT(level[std::size_t(std::lround(band_at(700.0)))], 0.01) << rate;
  }
}

TEST(BandMap, HearsNothingBeyondHalfTheRate) {
  const BandMap map(separation_stft(8000), 8000);
  EXPECT_LT(band_hz(map.heard_bands() - 1), 4000.0);
  EXPECT_GE(band_hz(map.heard_bands()), 4000.0);
  const std::vector<features::Bin> ones(std::size_t(map.bins()), 1.0F);
  const std::vector<const features::Bin*> frame = {ones.data()};
  std::vector<float> level(kBands);
  map.levels_of(frame, level.data());
  EXPECT_GT(level[std::size_t(map.heard_bands() - 1)], 0.0F);
  EXPECT_EQ(level[std::size_t(map.heard_bands())], 0.0F);
}

TEST(BandMap, PutsAStraightLineThroughTheBands) {
  for (const int rate : {8000, 44100, 96000}) {
    const features::StftSpec spec = separation_stft(rate);
    const BandMap map(spec, rate);
    std::vector<float> bands(kBands);
    for (int band = 0; band < kBands; ++band) bands[std::size_t(band)] = float(band);
    std::vector<float> bins(std::size_t(map.bins()));
    map.at_bins(bands.data(), bins.data());
    for (int bin = 0; bin < map.bins(); ++bin) {
      const double frequency_hz = double(bin) * rate / spec.window_samples;
      ASSERT_NEAR(bins[std::size_t(bin)], band_at(frequency_hz), 1e-3) << bin << " at " << rate;
    }
  }
}

}  // namespace
}  // namespace divisi::separate
