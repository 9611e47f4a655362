#include "separate/refined_shares.h"

#include <gtest/gtest.h>

#include <cmath>

#include "../models/made_weights.h"
#include "separate/share_cells.h"

namespace divisi::separate {
namespace {

using models::testing::made_file;
using models::testing::made_tensors;

/// A network of random numbers; `loudness` 0: one that corrects nothing.
models::ShareModel made_model(float loudness) {
  models::ShareNetSpec spec;
  spec.channels = 4;
  spec.time_dilations = {1, 2};
  auto tensors = made_tensors(models::ShareNet(spec).all_layers(), 7);
  for (auto& tensor : tensors) {
    if (!tensor.name.starts_with("share.out")) continue;
    for (float& value : tensor.values) value *= loudness;
  }
  nn::WeightsFile file = made_file(models::kShareNetName, models::parameters_of(spec), tensors);
  return std::move(**models::ShareModel::load(file));
}

std::vector<Part> some_parts() {
  std::vector<Part> parts(3);
  for (int i = 0; i < 30; ++i) {
    parts[0].notes.push_back({0.1 * i, 0.1 * i + 0.15, 45 + i % 7, 90});
    if (i < 15) parts[1].notes.push_back({0.2 * i, 0.2 * i + 0.3, 64 + i % 5, 70});
  }
  return parts;  // the third plays nothing
}

constexpr std::int64_t kFrames = 130;

/// Levels of the whole recording.
std::vector<float> some_levels() {
  core::Rng rng(3);
  std::vector<float> levels(kFrames * kBands);
  for (float& level : levels) level = float(0.01 * rng.uniform());
  return levels;
}

std::unique_ptr<FittedShares> fitted(const std::vector<Part>& parts) {
  Components components(parts, separation_stft(44100), 44100);
  std::vector<BandProfile> spectra = components.expected();
  return std::make_unique<FittedShares>(std::move(components), std::move(spectra));
}

/// Shares of the whole, asked for in stretches of so many frames.
std::vector<float> shares_of(ShareEstimator& estimator, const std::vector<float>& levels,
                             std::int64_t at_once) {
  std::vector<float> all, some;
  for (std::int64_t begin = 0; begin < kFrames; begin += at_once) {
    Stretch stretch;
    stretch.frames = {1024.0 / 44100.0, 0.0};
    stretch.begin = begin;
    stretch.end = std::min(kFrames, begin + at_once);
    stretch.first = std::max<std::int64_t>(0, begin - estimator.context_frames());
    stretch.last = std::min(kFrames, stretch.end + estimator.context_frames());
    stretch.levels = levels.data() + stretch.first * kBands;
    estimator.estimate(stretch, some);
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::vector<float> refined(float loudness, std::int64_t at_once, int threads = 1) {
  const std::vector<Part> parts = some_parts();
  const models::ShareModel model = made_model(loudness);
  RefinedShares estimator(fitted(parts), model, {{0, models::kUnknownSound, 7}, 0.005F, threads});
  return shares_of(estimator, some_levels(), at_once);
}

TEST(RefinedShares, ANetworkThatSaysNothingChangesNothing) {
  const std::vector<Part> parts = some_parts();
  const std::vector<float> expected = shares_of(*fitted(parts), some_levels(), kFrames);
  const std::vector<float> found = refined(0.0F, kFrames);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1e-5F) << i;
}

TEST(RefinedShares, AddUpToOneAndWhoHasNothingKeepsNothing) {
  const std::vector<Part> parts = some_parts();
  const std::vector<float> before = shares_of(*fitted(parts), some_levels(), kFrames);
  const std::vector<float> found = refined(1.0F, kFrames);
  double changed = 0.0;
  for (std::size_t t = 0; t < kFrames; ++t) {
    for (std::size_t band = 0; band < kBands; ++band) {
      float sum = 0.0F;
      for (std::size_t s = 0; s < 4; ++s) {
        const std::size_t at = (t * 4 + s) * kBands + band;
        sum += found[at];
        changed += std::abs(found[at] - before[at]);
        ASSERT_TRUE(before[at] != 0.0F || found[at] == 0.0F);
      }
      ASSERT_NEAR(sum, 1.0F, 1e-5F);
    }
  }
  EXPECT_GT(changed, 100.0);
}

/// To the bit.
TEST(RefinedShares, NeitherStretchesNorThreadsChangeAnything) {
  const std::vector<float> whole = refined(1.0F, kFrames);
  for (const std::int64_t at_once : {1, 7, 64}) EXPECT_EQ(refined(1.0F, at_once), whole) << at_once;
  EXPECT_EQ(refined(1.0F, 64, 3), whole);
}

TEST(ShareCells, SayWhatIsKnownOfEachBandAndOfTheSound) {
  std::vector<float> levels(kBands, 1.0F), shares(3 * kBands);
  levels[5] = 0.0F;
  for (std::size_t band = 0; band < kBands; ++band) {
    shares[band] = 0.5F;
    shares[kBands + band] = 0.4F;
    shares[2 * kBands + band] = 0.1F;
  }
  const FittedFrames frame{1, 3, levels.data(), shares.data(), 1.0F};
  const CellLayout layout{2, 16};
  constexpr std::size_t kWidth = 2 * kCellNumbers + 16;
  std::vector<float> cells(kBands / 2 * kWidth);
  share_cells(frame, layout, 1, 7, cells.data());
  const auto logit = [](float share) { return std::log(share / (1.0F - share)) / 6.907F; };
  for (std::size_t p = 0; p < kBands / 2; ++p) {
    const float* cell = cells.data() + p * kWidth;
    EXPECT_NEAR(cell[0], 0.0F, 1e-3F) << "as loud as the recording";
    EXPECT_NEAR(cell[kCellNumbers], p == 2 ? std::log(1e-4F) / 4.0F : 0.0F, 1e-3F);
    EXPECT_NEAR(cell[1], logit(0.4F), 1e-5F) << "its own";
    EXPECT_NEAR(cell[2], logit(0.1F), 1e-5F) << "what is left over";
    EXPECT_NEAR(cell[3], logit(0.5F), 1e-5F) << "the most that another part has";
    for (std::size_t k = 0; k < 16; ++k)
      EXPECT_EQ(cell[2 * kCellNumbers + k], k == 7 ? 1.0F : 0.0F);
  }
}

}  // namespace
}  // namespace divisi::separate
