/// Training and product run the same network: the one definition, on two sets of operations.

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "made_clips.h"
#include "models/drum_model.h"
#include "models/note_model.h"
#include "models/published_model.h"
#include "train/architecture.h"
#include "train/export_weights.h"

namespace divisi::train {
namespace {

/// All parameters and statistics random, so that nothing is hidden by a one or a zero.
void randomise(TorchNet& net) {
  const torch::NoGradGuard no_gradient;
  for (auto& item : net->named_parameters()) {
    if (item.key().find("scale") != std::string::npos) item.value().uniform_(0.5, 1.5);
    if (item.key().find("shift") != std::string::npos) item.value().uniform_(-0.3, 0.3);
    if (item.key().find("bias") != std::string::npos) item.value().uniform_(-0.5, 0.5);
    // What a half-precision number holds exactly, since files keep weights so.
    if (item.key().find("weight") != std::string::npos) {
      item.value().copy_(item.value().to(torch::kHalf).to(torch::kFloat32));
    }
  }
  for (auto& item : net->named_buffers()) {
    const bool variance = item.key().find("variance") != std::string::npos;
    item.value().uniform_(variance ? 0.5 : -0.3, variance ? 1.5 : 0.3);
  }
}

nn::Map as_map(const torch::Tensor& features) {
  nn::Map map(static_cast<int>(features.size(1)), static_cast<int>(features.size(2)),
              static_cast<int>(features.size(3)));
  std::memcpy(map.data(), features.data_ptr<float>(), map.size() * sizeof(float));
  return map;
}

struct Trained {
  torch::Tensor features;
  torch::Tensor probabilities;  ///< [1, T, P, O]
  torch::Tensor keys;           ///< logits [1, T, 48] of the drum network
  std::filesystem::path weights;
};

Trained run_trained(const Recipe& recipe, std::uint64_t seed) {
  torch::manual_seed(seed);
  const auto architecture = make_architecture(recipe);
  TorchNet net(architecture->layers(), architecture->net_options());
  architecture->prepare(net);
  randomise(net);
  net->eval();
  const ClipFeatures shape = architecture->features(false);
  Trained trained;
  trained.features = torch::randn({1, 37, shape.bin_count, shape.map_count}) * 0.5 + 0.2;
  const torch::NoGradGuard no_gradient;
  const Outputs outputs = architecture->forward(net, trained.features);
  trained.probabilities = torch::sigmoid(outputs.cells);
  if (outputs.frames.defined()) trained.keys = outputs.frames.contiguous();
  trained.weights = testing::fresh_folder() / "weights.dvw";
  EXPECT_TRUE(export_weights(trained.weights, net, *architecture, recipe, "abc"));
  return trained;
}

void expect_output(const Trained& trained, int output, const Map2d& found) {
  const torch::Tensor expected = trained.probabilities.select(3, output).contiguous();
  ASSERT_EQ(static_cast<std::size_t>(expected.numel()), found.cells.size());
  const torch::Tensor map =
      torch::from_blob(const_cast<float*>(found.cells.data()), {expected.numel()});
  EXPECT_LT((map - expected.view(-1)).abs().max().item<double>(), 1e-5) << "output " << output;
  EXPECT_GT(expected.std().item<double>(), 1e-3) << "the outputs say something";
}

void expect_note_net_parity(const Recipe& recipe) {
  const Trained trained = run_trained(recipe, 1);
  nn::WeightsFile file = nn::WeightsFile::read(trained.weights).value();
  const Expected<models::NoteModel> model = models::NoteModel::load(file);
  ASSERT_TRUE(model) << model.error().message;
  models::NoteMaps maps;
  models::Workspace workspace;
  model->run(as_map(trained.features), maps, workspace);
  expect_output(trained, models::kOnset, maps.onset);
  expect_output(trained, models::kFrame, maps.frame);
  expect_output(trained, models::kOffset, maps.offset);
  expect_output(trained, models::kVelocity, maps.velocity);
}

TEST(Parity, SmallNoteNet) { expect_note_net_parity(testing::small_recipe()); }

TEST(Parity, NoteNetOfTheShippedSize) { expect_note_net_parity(Recipe{}); }

TEST(Parity, PublishedBackboneWithAndWithoutQuirks) {
  for (const bool quirks : {true, false}) {
    Recipe recipe = testing::published_recipe();
    recipe.published.quirks = quirks;
    const Trained trained = run_trained(recipe, 2);
    nn::WeightsFile file = nn::WeightsFile::read(trained.weights).value();
    const Expected<models::PublishedModel> model = models::PublishedModel::load(file);
    ASSERT_TRUE(model) << model.error().message;
    models::PublishedProbabilities maps;
    models::Workspace workspace;
    model->run(as_map(trained.features), maps, workspace);
    expect_output(trained, models::kOnset, maps.onset);
    expect_output(trained, models::kFrame, maps.frame);
  }
}

TEST(Parity, DrumNet) {
  Recipe recipe;
  recipe.model = models::kDrumNetName;
  const Trained trained = run_trained(recipe, 4);
  nn::WeightsFile file = nn::WeightsFile::read(trained.weights).value();
  const Expected<models::DrumModel> model = models::DrumModel::load(file);
  ASSERT_TRUE(model) << model.error().message;
  models::DrumMaps maps;
  models::Workspace workspace;
  model->run(as_map(trained.features), maps, workspace);
  expect_output(trained, 0, maps.hit);
  expect_output(trained, 1, maps.velocity);
  const float* logits = trained.keys.data_ptr<float>();
  for (std::size_t row = 0; row < maps.key.rows; ++row) {
    for (const core::DrumFacts& drum : core::all_drums()) {
      const auto best = std::max_element(logits, logits + drum.keys.size()) - logits;
      const int key = drum.keys[static_cast<std::size_t>(best)];
      EXPECT_EQ(128.0f * maps.key.at(row, static_cast<std::size_t>(drum.drum)), key);
      logits += drum.keys.size();
    }
  }
}

TEST(Export, FileSaysWhatItIs) {
  Recipe recipe = testing::small_recipe();
  recipe.name = "small";
  const Trained trained = run_trained(recipe, 3);
  const nn::WeightsFile file = nn::WeightsFile::read(trained.weights).value();
  EXPECT_EQ(file.info().name, "small");
  EXPECT_EQ(file.info().model, models::kNoteNetName);
  EXPECT_EQ(file.info().commit, "abc");
  EXPECT_EQ(file.info().recipe, recipe_to_json(recipe));
  EXPECT_EQ(file.integer("network.channels").value(), 8);
}

TEST(Export, ANumberThatIsNoneIsRefused) {
  const Recipe recipe = testing::small_recipe();
  const auto architecture = make_architecture(recipe);
  TorchNet net(architecture->layers(), architecture->net_options());
  const torch::NoGradGuard no_gradient;
  net->at("stem")->bias.fill_(std::nanf(""));
  const auto path = testing::fresh_folder() / "weights.dvw";
  const auto exported = export_weights(path, net, *architecture, recipe, "");
  ASSERT_FALSE(exported);
  EXPECT_NE(exported.error().message.find("stem.bias"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(path));
}

/// k outside [0.005, 3] is brought back after each step.
TEST(PublishedArchitecture, ClampsItsScale) {
  const auto architecture = make_architecture(testing::published_recipe());
  TorchNet net(architecture->layers(), architecture->net_options());
  architecture->prepare(net);
  EXPECT_EQ(net->at("affine")->weight.item<float>(), 1.0f);
  EXPECT_EQ(net->at("affine")->bias.item<float>(), 0.0f);
  const torch::NoGradGuard no_gradient;
  for (const auto& [given, expected] :
       std::vector<std::pair<float, float>>{{-2.0f, 0.005f}, {7.0f, 3.0f}, {0.5f, 0.5f}}) {
    net->at("affine")->weight.fill_(given);
    architecture->constrain(net);
    EXPECT_EQ(net->at("affine")->weight.item<float>(), expected);
  }
}

TEST(PublishedArchitecture, EveryParameterGetsAGradient) {
  const auto architecture = make_architecture(testing::published_recipe());
  torch::manual_seed(5);
  TorchNet net(architecture->layers(), architecture->net_options());
  architecture->prepare(net);
  net->train();
  const torch::Tensor logits = architecture->forward(net, torch::randn({2, 12, 288, 1})).cells;
  architecture->loss(logits, (torch::rand(logits.sizes()) > 0.9).to(torch::kFloat32))
      .total.backward();
  std::int64_t count = 0;
  for (const auto& item : net->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    // A bias before a batch norm is idle: its gradient is rounding.
    if (item.key() != "octaves.bias") {
      EXPECT_GT(item.value().grad().abs().max().item<double>(), 1e-7) << item.key();
    }
    count += item.value().numel();
  }
  EXPECT_EQ(count, 18978);
}

}  // namespace
}  // namespace divisi::train
