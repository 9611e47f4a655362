/// What the drum network is taught.

#include <gtest/gtest.h>

#include "models/drum_model.h"
#include "train/architecture.h"

namespace divisi::train {
namespace {

constexpr double kHop_s = 256.0 / 22050.0;

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

constexpr int kHit = 0, kVelocity = 1, kKey = 2;
constexpr int kHiHat = 2;

/// [T, 10, 3]: hit, velocity, place of the key
std::vector<float> targets_of(const Clip& clip, long first_frame, int frame_count) {
  std::vector<float> out(static_cast<std::size_t>(frame_count) * 30, -1.0f);
  drum_architecture()->write_targets(clip, {kHop_s, 0.0}, first_frame, frame_count, out.data());
  return out;
}

float at(const std::vector<float>& targets, int frame, int drum, int output) {
  return targets[static_cast<std::size_t>((frame * 10 + drum) * 3 + output)];
}

TEST(DrumTargets, WithoutDrumsAllIsZero) {
  for (const float cell : targets_of(clip_of({}), -3, 20)) EXPECT_EQ(cell, 0.0f);
}

TEST(DrumTargets, AHitIsATriangleOfItsDrumWithVelocityAndKey) {
  const Clip clip = clip_of({{10 * kHop_s, 10 * kHop_s + 0.05, 46, 127},
                             {10 * kHop_s, 10 * kHop_s + 0.05, 35, 64},
                             {20 * kHop_s, 20 * kHop_s + 0.05, 42, 100},
                             {24 * kHop_s, 24 * kHop_s + 0.05, 12, 100}});
  const std::vector<float> targets = targets_of(clip, 8, 20);
  EXPECT_FLOAT_EQ(at(targets, 2, kHiHat, kHit), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 1, kHiHat, kHit), 0.5f);
  EXPECT_FLOAT_EQ(at(targets, 2, kHiHat, kVelocity), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 2, kHiHat, kKey), 2.0f / 127.0f) << "open";
  EXPECT_FLOAT_EQ(at(targets, 2, 0, kHit), 1.0f);
  EXPECT_NEAR(at(targets, 2, 0, kVelocity), 64.0 / 127.0, 1e-6);
  EXPECT_FLOAT_EQ(at(targets, 2, 1, kHit), 0.0f);
  EXPECT_FLOAT_EQ(at(targets, 12, kHiHat, kHit), 1.0f);
  EXPECT_FLOAT_EQ(at(targets, 12, kHiHat, kKey), 1.0f / 127.0f) << "closed";
  for (int drum = 0; drum < 10; ++drum)
    EXPECT_EQ(at(targets, 16, drum, kHit), 0.0f) << "key 12 is no drum";
}

/// Logits that are sure of hits and velocities, and of the keys of one drum.
Outputs sure_of(const torch::Tensor& targets, int key) {
  Outputs outputs(targets.slice(3, kHit, kKey) * 16.0 - 8.0);
  outputs.frames = torch::zeros({targets.size(0), targets.size(1), models::kDrumKeys});
  outputs.frames.select(2, key).fill_(20.0);
  return outputs;
}

TEST(DrumLoss, IsLeastWhereOutputsSayTheTruth) {
  const auto architecture = drum_architecture();
  torch::Tensor targets = torch::zeros({1, 8, 10, 3});
  targets[0][4][kHiHat].slice(0, kHit, kKey).fill_(1.0);
  targets[0][4][kHiHat][kKey] = 2.0 / 127.0;
  constexpr int kOpen = 2 + 2 + 1;  // after two kicks and two snares, the second hi-hat
  const auto loss_of = [&](const Outputs& outputs) {
    return architecture->loss(outputs, targets).total.item<double>();
  };
  const Outputs right = sure_of(targets, kOpen);
  const double least = loss_of(right);
  EXPECT_LT(least, 0.1);
  EXPECT_GT(loss_of(sure_of(targets, kOpen - 1)), least + 0.5) << "closed";
  EXPECT_GT(loss_of(sure_of(1.0 - targets, kOpen)), 10.0);
  // Velocity far from any hit costs nothing.
  Outputs elsewhere = right;
  elsewhere.cells = right.cells.clone();
  elsewhere.cells[0][0][0][kVelocity] = 8.0;
  EXPECT_DOUBLE_EQ(loss_of(elsewhere), least);
}

TEST(DrumJudge, KnowsGoodFromBad) {
  const auto architecture = drum_architecture();
  torch::manual_seed(1);
  const torch::Tensor targets = (torch::rand({2, 50, 10, 3}) > 0.9).to(torch::kFloat32);
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
