#include "cerberus/training.h"

#include <gtest/gtest.h>

#include "cerberus/crop_judge.h"
#include "cerberus/objective.h"
#include "core/atomic_file.h"
#include "made_band.h"
#include "models/cerberus_model.h"
#include "train/checkpoint.h"

namespace divisi::cerberus {
namespace {

namespace fs = std::filesystem;

train::TrainOptions options_for(const fs::path& folder, const std::string& run) {
  train::TrainOptions options;
  options.run_directory = folder / run;
  options.train_directories = {folder / "band"};
  options.validation_directories = {folder / "band"};
  options.threads = 1;
  return options;
}

Expected<void> train_here(const CerberusRecipe& recipe, const train::TrainOptions& options) {
  return train_cerberus(recipe, options, [](const std::string&) {});
}

CerberusRecipe with_heads(double clustering, double separation, double transcription) {
  CerberusRecipe recipe = testing::small_recipe();
  recipe.loss.clustering = clustering;
  recipe.loss.separation = separation;
  recipe.loss.transcription = transcription;
  recipe.network.clustering = clustering > 0.0;
  recipe.network.separation = separation > 0.0;
  recipe.network.transcription = transcription > 0.0;
  return recipe;
}

/// The seven of the ablation, to weights that the product takes.
TEST(TrainCerberus, EveryCombinationOfHeadsTrainsAndLoads) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder / "band", 2);
  const double weights[][3] = {{1, 0, 0},     {0, 1, 0},     {0, 0, 1},      {0.5, 0.5, 0},
                               {0.2, 0, 0.8}, {0, 0.2, 0.8}, {0.1, 0.1, 0.8}};
  int number = 0;
  for (const auto& [clustering, separation, transcription] : weights) {
    CerberusRecipe recipe = with_heads(clustering, separation, transcription);
    recipe.schedule.steps = 3;
    const auto options = options_for(folder, std::to_string(number++));
    const auto trained = train_here(recipe, options);
    ASSERT_TRUE(trained) << trained.error().message;
    for (const char* name : {"weights.dvw", "weights_best.dvw"}) {
      auto file = nn::WeightsFile::read(options.run_directory / name).value();
      const auto model = models::CerberusModel::load(file);
      ASSERT_TRUE(model) << model.error().message;
      EXPECT_EQ(model->spec().separation, separation > 0);
      EXPECT_EQ(model->spec().transcription, transcription > 0);
      EXPECT_EQ(model->spec().clustering, clustering > 0 && separation == 0) << "only if needed";
    }
  }
}

/// A trunk of several layers stays where all rolls are empty if it has to learn that they are rare.
TEST(TrainCerberus, BeginsWithRollsAllButEmpty) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder / "band", 2);
  CerberusRecipe recipe = with_heads(0.0, 0.2, 0.8);
  recipe.schedule.steps = 1;
  recipe.schedule.learning_rate = 1e-9;
  const auto options = options_for(folder, "run");
  ASSERT_TRUE(train_here(recipe, options));
  auto file = nn::WeightsFile::read(options.run_directory / "weights.dvw").value();
  const int keys = recipe.network.count() * models::kCerberusPitches;
  for (const float logit : file.tensor("transcription.bias", {keys}).value())
    EXPECT_NEAR(logit, -4.0f, 0.01f);
}

/// Its weights hold no clustering head, which then begins anew.
TEST(TrainCerberus, BeginsWithTheWeightsOfAnotherRun) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder / "band", 2);
  CerberusRecipe recipe = with_heads(0.1, 0.1, 0.8);
  recipe.schedule.steps = 3;
  ASSERT_TRUE(train_here(recipe, options_for(folder, "first")));
  auto second = options_for(folder, "second");
  second.begin_with = folder / "first" / "weights.dvw";
  const auto trained = train_here(recipe, second);
  EXPECT_TRUE(trained) << trained.error().message;
  recipe.network.hidden += 1;
  auto other = options_for(folder, "other");
  other.begin_with = second.begin_with;
  const auto refused = train_here(recipe, other);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("weights.dvw"), std::string::npos);
}

/// What the first two say is what they said; the third begins.
TEST(TrainCerberus, BeginsWithTheWeightsOfFewerInstruments) {
  const fs::path folder = testing::fresh_folder();
  testing::write_piece(folder / "band" / "000000",
                       {{"bass", 33, 1.0, 0}, {"piano", 64, 12.0, 1}, {"guitar", 52, 5.0, 2}}, 0);
  CerberusRecipe recipe = with_heads(0.0, 0.2, 0.8);
  recipe.schedule.steps = 1;
  ASSERT_TRUE(train_here(recipe, options_for(folder, "first")));
  auto second = options_for(folder, "second");
  second.begin_with = folder / "first" / "weights.dvw";
  recipe.network.instruments.push_back("guitar");
  recipe.schedule.learning_rate = 1e-12;
  const auto trained = train_here(recipe, second);
  ASSERT_TRUE(trained) << trained.error().message;
  auto before = nn::WeightsFile::read(second.begin_with).value();
  auto after = nn::WeightsFile::read(second.run_directory / "weights.dvw").value();
  const int bins = models::kCerberusBins, inputs = 2 * recipe.network.hidden;
  const auto two = before.tensor("separation.weight", {1, inputs, 2 * bins}).value();
  const auto three = after.tensor("separation.weight", {1, inputs, 3 * bins}).value();
  for (const int input : {0, inputs - 1}) {
    for (const int k : {0, 2 * bins - 1})
      EXPECT_EQ(two[static_cast<std::size_t>(input * 2 * bins + k)],
                three[static_cast<std::size_t>(input * 3 * bins + k)]);
  }
  fs::rename(second.begin_with, folder / "moved.dvw");
  EXPECT_TRUE(train_here(recipe, second)) << "a run that goes on does not need them";
  recipe.network.instruments = {"bass", "piano", "guitar"};
  auto other = options_for(folder, "other");
  other.begin_with = folder / "moved.dvw";
  const auto refused = train_here(recipe, other);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("instrument 1 is piano, expected bass"), std::string::npos)
      << refused.error().message;
}

/// To the bit, dropout included: what a run is stopped after does not matter.
TEST(TrainCerberus, GoesOnAsIfNothingHadHappened) {
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder / "band", 2);
  const CerberusRecipe recipe = testing::small_recipe();
  const auto whole = options_for(folder, "whole");
  ASSERT_TRUE(train_here(recipe, whole));
  auto parts = options_for(folder, "parts");
  for (const int steps : {2, 2, 9}) {
    int left = steps;
    parts.may_go_on = [&left] { return left-- > 0; };
    const auto trained = train_here(recipe, parts);
    if (!trained) {
      ASSERT_EQ(trained.error().code, ErrorCode::cancelled) << trained.error().message;
    }
  }
  for (const char* name : {"weights.dvw", "weights_best.dvw"}) {
    EXPECT_EQ(core::read_file(whole.run_directory / name).value(),
              core::read_file(parts.run_directory / name).value())
        << name;
  }
}

TEST(TrainCerberus, SaysWhatIsMissing) {
  const fs::path folder = testing::fresh_folder();
  const auto trained = train_here(testing::small_recipe(), options_for(folder, "run"));
  ASSERT_FALSE(trained);
  EXPECT_NE(trained.error().message.find("band"), std::string::npos) << trained.error().message;
}

/// One batch can be learned by heart, with all heads at once.
TEST(Objective, OneBatchCanBeLearnedByHeart) {
  CerberusRecipe recipe = testing::small_recipe();
  recipe.network.hidden = 32;
  recipe.network.dropout = 0.0;
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 2);
  const CropSet set = load_crops({folder}, "train", recipe, 1, [](const std::string&) {}).value();
  const std::vector<Crop> crops = {set.crops.front(), set.crops.back()};
  const CropBatch batch = make_crop_batch(set, crops, recipe.crops, 1, nullptr);
  const models::CerberusNet net(recipe.network);
  torch::manual_seed(1);
  train::TorchNet weights(net.layers(),
                          train::TorchNetOptions{.initial = train::InitialWeights::uniform});
  torch::optim::AdamW optimiser(weights->parameters(), torch::optim::AdamWOptions(1e-2));
  torch::Tensor first, last;
  for (int step = 0; step < 160; ++step) {
    if (step == 120) train::set_learning_rate(optimiser, 2e-3);
    optimiser.zero_grad();
    const auto said = run_cerberus(net, weights, batch.level_db());
    const train::Loss loss = objective(said, batch, recipe.loss);
    loss.total.backward();
    optimiser.step();
    last = loss.parts;
    if (step == 0) first = loss.parts;
  }
  for (int part = 0; part < 3; ++part)
    EXPECT_LT(last[part].item<double>(), 0.35 * first[part].item<double>()) << part;
  CropJudge judge(recipe);
  const torch::NoGradGuard no_gradient;
  judge.add(run_cerberus(net, weights, batch.level_db()), batch, set, crops);
  for (const InstrumentScore& score : judge.scores()) {
    EXPECT_GT(score.onset_f1, 0.9);
    EXPECT_GT(score.si_sdr_db, 12.0);
  }
}

/// Each head's loss pulls at the trunk; what has no head or no weight does not.
TEST(Pulls, AreOfTheHeadsThatThereAre) {
  CerberusRecipe recipe = with_heads(0.0, 0.2, 0.8);
  const fs::path folder = testing::fresh_folder();
  testing::write_band(folder, 1);
  const CropSet set = load_crops({folder}, "train", recipe, 1, [](const std::string&) {}).value();
  const CropBatch batch = make_crop_batch(set, {set.crops.front()}, recipe.crops, 1, nullptr);
  const models::CerberusNet net(recipe.network);
  train::TorchNet weights(net.layers());
  const auto said = run_cerberus(net, weights, batch.level_db());
  const auto before = pulls(said, batch, recipe.loss);
  EXPECT_EQ(before[0], 0.0);
  EXPECT_GT(before[1], 0.0);
  recipe.loss.transcription_scale = 3.0;
  EXPECT_NEAR(pulls(said, batch, recipe.loss)[2], 3.0 * before[2], 1e-4 * before[2]);
}

}  // namespace
}  // namespace divisi::cerberus
