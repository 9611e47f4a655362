#include "shares/share_example.h"

#include <gtest/gtest.h>

#include "data/synthetic.h"
#include "made_duo.h"
#include "models/share_net.h"
#include "shares/part_owners.h"
#include "shares/share_loss.h"

namespace divisi::shares {
namespace {

namespace fs = std::filesystem;

std::vector<ShareExample> examples_of_duo(NotesFrom notes) {
  const fs::path folder = testing::write_duos(testing::fresh_folder(), 1);
  const auto transcriber = Transcriber::create();
  EXPECT_TRUE(transcriber);
  const auto set = data::load_synthetic(folder);
  EXPECT_TRUE(set) << set.error().message;
  ExampleOptions options;
  options.notes = notes;
  options.frames = 100;
  auto made = make_examples(*transcriber, set->clips[0], options);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

TEST(ShareExample, KnowsWhatWouldHaveBeenBest) {
  const auto examples = examples_of_duo(NotesFrom::truth);
  ASSERT_EQ(examples.size(), 2u);
  const ShareExample& example = examples[0];
  EXPECT_EQ(example.levels.sizes(), (std::vector<std::int64_t>{100, 256}));
  EXPECT_EQ(example.shares.sizes(), (std::vector<std::int64_t>{100, 3, 256}));
  EXPECT_EQ(example.targets.sizes(), (std::vector<std::int64_t>{100, 3, 256}));
  EXPECT_EQ(example.groups[2].item<int>(), 2) << "the residual is nobody's";
  EXPECT_NE(example.groups[0].item<int>(), example.groups[1].item<int>());
  EXPECT_EQ(example.sounds[2].item<int>(), models::kResidualSound);
  const torch::Tensor targets = example.targets.to(torch::kFloat);
  EXPECT_GE(targets.min().item<float>(), 0.0f);
  EXPECT_LE(targets.max().item<float>(), 1.0f);
  // Two sounds without noise: where there is anything, the two share all of it.
  const torch::Tensor power = example.weights.to(torch::kFloat).square();
  const torch::Tensor both = targets.slice(1, 0, 2).sum(1);
  const double explained = ((power * both).sum() / power.sum()).item<double>();
  EXPECT_NEAR(explained, 1.0, 0.03);
  const torch::Tensor own = example.energies.sum(0);
  EXPECT_NEAR((own[0] + own[1]).item<double>() / power.sum().item<double>(), 1.0, 0.1);
}

TEST(ShareExample, TheBestIsBetterThanWhatIsFitted) {
  for (const NotesFrom notes : {NotesFrom::truth, NotesFrom::told, NotesFrom::ear}) {
    for (const ShareExample& example : examples_of_duo(notes)) {
      const torch::Tensor fitted = distortion_ratio(example, example.shares.to(torch::kFloat));
      ShareExample perfect = example;
      perfect.groups = torch::arange(example.targets.size(1));
      const torch::Tensor best = distortion_ratio(perfect, example.targets.to(torch::kFloat));
      ASSERT_TRUE(best.defined() && fitted.defined());
      EXPECT_GT(best.item<float>(), fitted.item<float>());
      EXPECT_GT(best.item<float>(), 10.0f) << "a bass and a high tone";
    }
  }
}

TEST(GroupParts, PartsOfOneSourceAreOneAndNobodysAreTheResidualS) {
  const Groups groups = group_parts({2, kNobody, 0, 2});
  EXPECT_EQ(groups.sources, (std::vector<int>{2, 0}));
  EXPECT_EQ(groups.of_sources, (std::vector<std::int64_t>{0, 2, 1, 0, 2}));
}

/// A share of one half of everything: |S - X / 2|^2 over |S|^2, summed by hand.
TEST(DistortionRatio, IsThatOfTheSoundItself) {
  const ShareExample example = examples_of_duo(NotesFrom::truth)[0];
  const torch::Tensor half = torch::full_like(example.shares.to(torch::kFloat), 0.5f);
  const torch::Tensor power = example.weights.to(torch::kDouble).square();
  const torch::Tensor targets = example.targets.to(torch::kDouble);
  double mean = 0.0;
  for (std::int64_t s = 0; s < 2; ++s) {
    const std::int64_t group = example.groups[s].item<std::int64_t>();
    const double own = example.energies.slice(1, group, group + 1).sum().item<double>();
    const double common = (power * targets.select(1, group)).sum().item<double>();
    const double error = own - common + 0.25 * power.sum().item<double>();
    mean += 5.0 * std::log10(own / error);
  }
  EXPECT_NEAR(distortion_ratio(example, half).item<double>(), mean, 0.1);
}

TEST(Corrected, WeighsWhatIsThereAndAddsUp) {
  torch::Tensor shares = torch::tensor({0.5f, 0.5f, 0.0f}).reshape({1, 3, 1}).repeat({1, 1, 2});
  torch::Tensor corrections = torch::zeros({3, 1, 1, 2});
  corrections[0] = std::log(3.0f);
  corrections[2] = 5.0f;
  const torch::Tensor found = corrected(shares, corrections);
  EXPECT_NEAR(found[0][0][0].item<float>(), 0.75f, 1e-6f);
  EXPECT_NEAR(found[0][1][1].item<float>(), 0.25f, 1e-6f);
  EXPECT_EQ(found[0][2][0].item<float>(), 0.0f);
}

}  // namespace
}  // namespace divisi::shares
