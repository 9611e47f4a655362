#include "timbre/note_memory_run.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "models/memory_model.h"
#include "parts/memory_inputs.h"
#include "timbre/torch_memory_ops.h"
#include "train/export_weights.h"

#include "made_net.h"

namespace divisi::timbre {
namespace {

NoteMemoryRecipe small_recipe() {
  NoteMemoryRecipe recipe;
  recipe.network.item_numbers = parts::item_numbers(3, false);
  recipe.network.reach = 5;
  recipe.network.layers = 2;
  recipe.network.channels = 16;
  return recipe;
}

/// Two sources that differ in register, and hardly in sound.
hearing::HeardNotes made_piece(int count, std::uint64_t seed) {
  core::Rng rng(seed);
  hearing::HeardNotes piece;
  piece.tokens.dimensions = 3;
  for (int n = 0; n < count; ++n) {
    const int source = rng.integer(0, 1);
    const float vector[] = {source == 0 ? 1.0F : 0.8F, static_cast<float>(rng.normal()), 0.5F};
    Note note;
    note.onset_s = 0.2 * n;
    note.offset_s = note.onset_s + 0.3;
    note.pitch_midi = (source == 0 ? 72 : 48) + rng.integer(0, 7);
    piece.tokens.add(note, vector);
    piece.sources.push_back(n % 7 == 3 ? hearing::kUnknownSource : source);
  }
  return piece;
}

train::TorchNet made_net(const PairNet& pairs) {
  train::TorchNet net = testing::made_net(pairs.layers(), 3);
  pairs.prepare(net);
  return net;
}

TEST(NoteMemory, HasThirtyThousandParametersAtMost) {
  const long count = models::NoteMemory(models::NoteMemorySpec{}).parameter_count();
  EXPECT_LE(count, 30000);
  EXPECT_GT(count, 20000);
}

/// Both run the one definition of the architecture; this compares their operations.
TEST(NoteMemory, TrainingAndProductAgree) {
  const NoteMemoryRecipe recipe = small_recipe();
  const PairNet pairs(recipe);
  train::TorchNet net = made_net(pairs);
  const hearing::HeardNotes piece = made_piece(23, 1);
  nn::WeightsInfo info;
  info.name = "made";
  info.model = "made";
  info.hyper_parameters = models::parameters_of(recipe.network);
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  train::append_tensors(net, pairs.memory_layers(), kept, tensors);
  for (nn::TensorToWrite& tensor : tensors) tensor.type = nn::WeightType::f32;
  auto file = nn::WeightsFile::parse(nn::encode_weights(info, tensors).value(), "made").value();
  const auto model =
      models::MemoryModel::load(file, recipe.network.item_numbers, parts::kRelationsWithoutTimbre)
          .value()
          .value();
  nn::Map items, relations, vectors;
  parts::fill_items(piece.tokens, 0, piece.tokens.count(), parts::item_numbers(3, false), items);
  parts::fill_relations(piece.tokens, 0, piece.tokens.count(), recipe.network.reach,
                        parts::kRelationsWithoutTimbre, relations);
  models::Workspace workspace;
  model.run(items, relations, vectors, workspace);

  const torch::NoGradGuard no_gradient;
  const torch::Tensor logits = pairs.logits(net, piece.tokens);
  const double weight = net->at("judge")->weight.item<double>();
  const double bias = net->at("judge")->bias.item<double>();
  for (int a = 0; a < 23; ++a) {
    for (int b = 0; b < 23; ++b) {
      double cosine = 0.0;
      for (int d = 0; d < recipe.network.dimensions; ++d)
        cosine += static_cast<double>(vectors.at(a, 0, d)) * vectors.at(b, 0, d);
      EXPECT_NEAR(logits[a][b].item<double>(), weight * cosine + bias, 1e-4);
    }
  }
}

TEST(NoteMemory, PairLossIsItsEquation) {
  const torch::Tensor logits = torch::tensor({{0.0, 1.0, 9.0}, {1.0, 0.0, 9.0}, {9.0, 9.0, 0.0}});
  const double of_one_pair = std::log1p(std::exp(-1.0));
  EXPECT_NEAR(pair_loss(logits, {4, 4, hearing::kUnknownSource}).item<double>(), of_one_pair, 1e-6);
  EXPECT_NEAR(pair_loss(logits, {4, 2, hearing::kUnknownSource}).item<double>(), of_one_pair + 1.0,
              1e-6);
  EXPECT_FALSE(pair_loss(logits, {4, hearing::kUnknownSource, hearing::kUnknownSource}).defined());
}

TEST(NoteMemory, ExcerptsAreBoundedAndMovedAsAWhole) {
  NoteMemoryRecipe recipe = small_recipe();
  recipe.excerpts.crop_notes = 20;
  recipe.excerpts.most_dropped = 0.0;
  const hearing::HeardNotes piece = made_piece(50, 2);
  core::Rng rng(4);
  for (int i = 0; i < 20; ++i) {
    const hearing::HeardNotes excerpt = draw_excerpt(piece, recipe.excerpts, rng);
    ASSERT_EQ(excerpt.tokens.count(), 20u);
    ASSERT_EQ(excerpt.sources.size(), 20u);
    const double step_s = excerpt.tokens.notes[1].onset_s - excerpt.tokens.notes[0].onset_s;
    EXPECT_GE(step_s, 0.2 * recipe.excerpts.slowest - 1e-9);
    EXPECT_LE(step_s, 0.2 * recipe.excerpts.fastest + 1e-9);
  }
}

/// Gradients reach every number of the memory, and a piece can be learned.
TEST(NoteMemory, LearnsAPieceByHeart) {
  const NoteMemoryRecipe recipe = small_recipe();
  const PairNet pairs(recipe);
  train::TorchNet net = made_net(pairs);
  const hearing::HeardNotes piece = made_piece(40, 5);
  torch::optim::AdamW optimiser(net->parameters(), torch::optim::AdamWOptions(1e-2));
  double first = 0.0;
  double last = 0.0;
  for (int step = 0; step < 100; ++step) {
    optimiser.zero_grad();
    const torch::Tensor loss = pair_loss(pairs.logits(net, piece.tokens), piece.sources);
    loss.backward();
    if (step == 0) {
      for (const auto& item : net->named_parameters())
        EXPECT_TRUE(item.value().grad().defined()) << item.key();
      first = loss.item<double>();
    }
    optimiser.step();
    last = loss.item<double>();
  }
  EXPECT_LT(last, 0.2 * first);
  EXPECT_GT(validate_pairs(pairs, net, {piece}).figures.front().value, 0.95);
}

TEST(NoteMemory, TheControlsSeeNoNeighboursOrOnlyTheLast) {
  const models::NoteMemorySpec spec = small_recipe().network;
  const auto value = torch::randn({1, 12, 1, 16});
  const auto bias = torch::randn({1, 12, 2 * spec.reach + 1, 4});
  train::TorchNet none({});
  const TorchMemoryOps constant(none, Recall::constant);
  EXPECT_EQ(constant.attend(value, value, value, bias).abs().max().item<double>(), 0.0);
  const TorchMemoryOps last(none, Recall::last_notes);
  const torch::Tensor mean = last.attend(value, value, value, bias);
  EXPECT_TRUE(torch::allclose(mean[0][11][0], value[0].slice(0, 3, 11).mean(0)[0], 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(mean[0][1][0], value[0][0][0], 1e-4, 1e-5));
  EXPECT_EQ(mean[0][0].abs().max().item<double>(), 0.0);
}

TEST(NoteMemoryRecipe, NamesWhatIsWrong) {
  const auto path = std::filesystem::temp_directory_path() / "divisi_note_memory_recipe.json";
  const auto problem_of = [&](const char* text) {
    std::ofstream(path) << text;
    const auto recipe = read_note_memory_recipe(path);
    return recipe ? std::string() : recipe.error().message;
  };
  EXPECT_EQ(problem_of(R"({"model": "divisi-note-memory"})"), "");
  EXPECT_EQ(train::model_of_recipe(path), models::kNoteMemoryName);
  EXPECT_NE(problem_of(R"({"recal": "constant"})").find("recal"), std::string::npos);
  EXPECT_NE(problem_of(R"({"recall": "nothing"})").find("nothing"), std::string::npos);
  EXPECT_NE(problem_of(R"({"network": {"channels": 30}})").find("heads"), std::string::npos);
  EXPECT_NE(problem_of(R"({"steps": 0})").find("steps"), std::string::npos);
  EXPECT_NE(problem_of(R"({"warmup_steps": 2147483647})").find("warmup_steps"), std::string::npos);
  EXPECT_NE(problem_of("[]").find("no JSON object"), std::string::npos);
  EXPECT_EQ(train::model_of_recipe(path), "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace divisi::timbre
