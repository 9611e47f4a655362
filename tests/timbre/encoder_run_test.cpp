#include "timbre/encoder_run.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "made_pieces.h"
#include "timbre/mixture_training.h"

namespace divisi::timbre {
namespace {

std::vector<SoloPiece> made_pieces() {
  return {testing::made_piece(0, 2.0, 1), testing::made_piece(1, 2.0, 2),
          testing::made_piece(0, 2.0, 3), testing::made_piece(1, 2.0, 4)};
}

EncoderRecipe short_recipe() {
  EncoderRecipe recipe;
  recipe.steps = 14;
  recipe.batch_items = 2;
  recipe.mixtures.crop_frames = 40;
  recipe.mixtures.most_anchors = 80;
  recipe.learning_rate = 3e-3;
  return recipe;
}

std::filesystem::path fresh_folder(const char* name) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  return folder;
}

/// Odd against even partials: even a few steps tell them better apart than chance.
TEST(TrainEncoder, LearnsWritesAndReads) {
  const auto folder = fresh_folder("encoder_run");
  const std::vector<SoloPiece> pieces = made_pieces();
  const EncoderRecipe recipe = short_recipe();
  torch::manual_seed(recipe.seed);
  EncoderNet untrained(true);
  ASSERT_TRUE(train_encoder(recipe, pieces, folder, nullptr));
  Expected<EncoderNet> trained = load_encoder(folder);
  ASSERT_TRUE(trained) << trained.error().message;
  core::Rng rng(99);
  const MixtureBatch batch = make_mixture_batch(pieces, recipe.mixtures, 4, rng);
  const torch::NoGradGuard no_gradient;
  const auto loss_of = [&](EncoderNet& net) {
    return mixture_loss(recipe.loss, net->forward(batch.energy), batch).item<double>();
  };
  EXPECT_LT(loss_of(*trained), loss_of(untrained));
  EXPECT_GT(pair_auc((*trained)->forward(batch.energy), batch), 0.5);
}

TEST(TrainEncoder, TheSameSeedGivesTheSameWeights) {
  EncoderRecipe recipe = short_recipe();
  recipe.steps = 2;
  for (const char* name : {"run_a", "run_b"}) {
    ASSERT_TRUE(train_encoder(recipe, made_pieces(), fresh_folder(name), nullptr));
  }
  const auto parameters = [](const char* name) {
    return (*load_encoder(std::filesystem::path(::testing::TempDir()) / name))->parameters();
  };
  const auto a = parameters("run_a");
  const auto b = parameters("run_b");
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(torch::equal(a[i], b[i]));
}

TEST(LoadEncoder, NamesWhatIsMissingOrBroken) {
  const auto folder = fresh_folder("broken_encoder");
  EXPECT_FALSE(load_encoder(folder));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "recipe.json") << "{}";
  std::ofstream(folder / "encoder.pt") << "no weights";
  const auto loaded = load_encoder(folder);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
  EXPECT_NE(loaded.error().message.find("encoder.pt"), std::string::npos);
  EXPECT_EQ(loaded.error().message.find('\n'), std::string::npos);
}

TEST(Embed, OneVectorForEachCell) {
  EncoderNet net;
  const auto map = embed(net, testing::made_sound(testing::made_notes(0.5, 1), 0.5, 0));
  ASSERT_TRUE(map);
  EXPECT_EQ(map->frames(), 44);
  EXPECT_EQ(map->positions(), 84);
  EXPECT_EQ(map->channels(), 12);
  double square = 0.0;
  for (int d = 0; d < 12; ++d) square += map->at(20, 40, d) * map->at(20, 40, d);
  EXPECT_NEAR(square, 1.0, 1e-4);
}

TEST(PairAuc, PerfectAndReversed) {
  MixtureBatch batch;
  batch.anchors = {torch::tensor({0, 1, 2, 3}, torch::kInt64)};
  batch.labels = {torch::tensor({{1.0f, 0.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}, {0.0f, 1.0f}})};
  const torch::Tensor split =
      torch::tensor({{1.0f, 0.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}, {0.0f, 1.0f}}).view({1, 1, 4, 2});
  EXPECT_EQ(pair_auc(split, batch), 1.0);
  const torch::Tensor crossed =
      torch::tensor({{1.0f, 0.0f}, {0.0f, 1.0f}, {1.0f, 0.0f}, {0.0f, 1.0f}}).view({1, 1, 4, 2});
  EXPECT_EQ(pair_auc(crossed, batch), 0.0);
}

TEST(AttentionMemoryTrial, SaysThreeRows) {
  EncoderRecipe recipe = short_recipe();
  recipe.steps = 1;
  recipe.loss = "affinity";
  const std::string table = try_attention_memory(recipe, made_pieces(), nullptr);
  for (const char* row : {"as it is", "its mean over the clip", "nothing"}) {
    EXPECT_NE(table.find(row), std::string::npos) << table;
  }
}

}  // namespace
}  // namespace divisi::timbre
