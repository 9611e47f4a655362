#include "separate/fitted_shares.h"

#include <gtest/gtest.h>

#include <cmath>

namespace divisi::separate {
namespace {

std::vector<float> shares_at(const std::vector<Part>& parts, double time_s) {
  Components components(parts, separation_stft(44100), 44100);
  const std::vector<BandProfile> spectra = components.expected();
  Stretch stretch;
  stretch.frames = {1024.0 / 44100.0, 0.0};
  stretch.begin = stretch.first = std::int64_t(stretch.frames.frame_at(time_s));
  stretch.end = stretch.last = stretch.begin + 1;
  // What the notes lead one to expect, and a little noise.
  std::vector<float> levels(kBands, 1e-5F);
  std::vector<Sounding> sounding;
  components.at(time_s, sounding);
  for (const Sounding& one : sounding) {
    for (std::size_t band = 0; band < kBands; ++band) {
      levels[band] += one.gain * spectra[std::size_t(one.component)][band];
    }
  }
  stretch.levels = levels.data();
  FittedShares estimator(std::move(components), spectra);
  std::vector<float> shares;
  estimator.estimate(stretch, shares);
  return shares;
}

TEST(FittedShares, WithoutNotesAllIsResidual) {
  EXPECT_EQ(shares_at({}, 1.0), std::vector<float>(kBands, 1.0F));
  const std::vector<float> shares = shares_at({Part{}, Part{}}, 1.0);
  ASSERT_EQ(shares.size(), 3U * kBands);
  for (std::size_t i = 0; i < 2 * kBands; ++i) ASSERT_EQ(shares[i], 0.0F);
  for (std::size_t i = 2 * kBands; i < shares.size(); ++i) ASSERT_EQ(shares[i], 1.0F);
}

TEST(FittedShares, AddUpToOneAndFollowTheNotes) {
  Part cello, violin, drums;
  cello.notes = {{0.0, 2.0, 45, 80}};
  violin.notes = {{0.0, 2.0, 76, 80}};
  drums.is_drums = true;
  drums.notes = {{1.0, 1.1, 42, 100}};
  const std::vector<float> shares = shares_at({cello, violin, drums}, 1.02);
  ASSERT_EQ(shares.size(), 4U * kBands);
  for (std::size_t band = 0; band < kBands; ++band) {
    float sum = 0.0F;
    for (std::size_t s = 0; s < 4; ++s) {
      ASSERT_TRUE(shares[s * kBands + band] >= 0.0F);
      sum += shares[s * kBands + band];
    }
    ASSERT_NEAR(sum, 1.0F, 1e-5F) << band;
  }
  const auto share = [&](std::size_t source, double frequency_hz) {
    return shares[source * kBands + std::size_t(std::lround(band_at(frequency_hz)))];
  };
  EXPECT_GT(share(0, 110.0), 0.95F);
  EXPECT_GT(share(0, 330.0), 0.9F);
  EXPECT_GT(share(1, 659.3), 0.5F);
  EXPECT_GT(share(2, 9000.0), 0.5F);
}

}  // namespace
}  // namespace divisi::separate
