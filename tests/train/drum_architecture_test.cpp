/// What the drum network is taught.

#include <gtest/gtest.h>

#include "models/drum_model.h"
#include "train/architecture.h"

namespace divisi::train {
namespace {

constexpr double kHop_s = 512.0 / 22050.0;

std::unique_ptr<Architecture> drum_architecture() {
  Recipe recipe;
  recipe.model = models::kDrumNetName;
  return make_architecture(recipe);
}

Clip clip_of(std::vector<Note> drums) {
  Clip clip;
  clip.frame_count = 100;
  clip.drums = std::move(drums);
  clip.notes = {{0.1, 1.0, 3, 80}};  // no drum, whatever its pitch
  return clip;
}

/// [T, 6, 3]
std::vector<float> targets_of(const Clip& clip, long first_frame, int frame_count) {
  std::vector<float> out(static_cast<std::size_t>(frame_count) * 18, -1.0f);
  drum_architecture()->write_targets(clip, {kHop_s, 0.0}, first_frame, frame_count, out.data());
  return out;
}

float at(const std::vector<float>& targets, int frame, int drum, int output) {
  return targets[static_cast<std::size_t>((frame * 6 + drum) * 3 + output)];
}

TEST(DrumTargets, WithoutDrumsAllIsZero) {
  for (const float cell : targets_of(clip_of({}), -3, 20)) EXPECT_EQ(cell, 0.0f);
}

TEST(DrumTargets, AHitIsATriangleOfItsClassWithVelocityAndVariant) {
  const Clip clip = clip_of({{10 * kHop_s, 10 * kHop_s + 0.05, 46, 127},
                             {10 * kHop_s, 10 * kHop_s + 0.05, 35, 64},
                             {20 * kHop_s, 20 * kHop_s + 0.05, 42, 100}});
  const std::vector<float> targets = targets_of(clip, 8, 20);
  EXPECT_FLOAT_EQ(at(targets, 2, 2, models::kHit), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 1, 2, models::kHit), 0.5f);
  EXPECT_FLOAT_EQ(at(targets, 2, 2, models::kHitVelocity), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 2, 2, models::kHitVariant), 1.0f) << "open";
  EXPECT_FLOAT_EQ(at(targets, 2, 0, models::kHit), 1.0f);
  EXPECT_NEAR(at(targets, 2, 0, models::kHitVelocity), 64.0 / 127.0, 1e-6);
  EXPECT_FLOAT_EQ(at(targets, 2, 1, models::kHit), 0.0f);
  EXPECT_FLOAT_EQ(at(targets, 12, 2, models::kHit), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 12, 2, models::kHitVariant), 0.0f) << "closed";
}

TEST(DrumLoss, IsLeastWhereOutputsSayTheTruth) {
  const auto architecture = drum_architecture();
  torch::Tensor targets = torch::zeros({1, 8, 6, 3});
  targets[0][4][1].fill_(1.0);
  const torch::Tensor right = targets * 16.0 - 8.0;
  const double least = architecture->loss(right, targets).total.item<double>();
  EXPECT_LT(least, 0.1);
  EXPECT_GT(architecture->loss(-right, targets).total.item<double>(), 10.0);
  // Velocity far from any hit costs nothing.
  torch::Tensor elsewhere = right.clone();
  elsewhere[0][0][0][models::kHitVelocity] = 8.0;
  EXPECT_DOUBLE_EQ(architecture->loss(elsewhere, targets).total.item<double>(), least);
}

TEST(DrumJudge, KnowsGoodFromBad) {
  const auto architecture = drum_architecture();
  torch::manual_seed(1);
  const torch::Tensor targets = (torch::rand({2, 50, 6, 3}) > 0.9).to(torch::kFloat32);
  const auto score_of = [&](const torch::Tensor& outputs) {
    const auto judge = architecture->judge();
    judge->add(outputs, targets);
    return judge->score();
  };
  EXPECT_NEAR(score_of(targets * 16.0 - 8.0), 1.0, 1e-9);
  EXPECT_LT(score_of(torch::zeros_like(targets)), 0.3);
}

}  // namespace
}  // namespace divisi::train
