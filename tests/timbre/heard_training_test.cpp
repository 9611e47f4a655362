#include "timbre/heard_training.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "models/conv_layer.h"
#include "models/timbre_net.h"
#include "nn/weights_file.h"

namespace divisi::timbre {
namespace {

namespace fs = std::filesystem;

/// One number that is taught to be 1, and is best, to validation, at a half on its way there.
class NumberTask final : public HeardTask {
 public:
  models::NetLayers layers() const override { return {{layer()}}; }
  void prepare(train::TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at("number")->weight.zero_();
  }
  std::vector<std::string> loss_names() const override { return {"distance"}; }
  torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes&, core::Rng&) const override {
    return (net->at("number")->weight - 1.0).square().sum();
  }
  train::ValidationResult validate(train::TorchNet& net, const HeardPieces&) const override {
    const double off = net->at("number")->weight.item<double>() - 0.5;
    return {.loss = off * off, .loss_parts = {off * off}, .figures = {}};
  }
  TimbreAddition addition() const override { return {"a number", "number", {}, {layer()}}; }

 private:
  static models::ConvLayer layer() { return models::item_layer("number", 1, 1); }
};

fs::path folder_with_timbre_weights() {
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_heard_training";
  fs::remove_all(folder);
  fs::create_directories(folder / "run");
  nn::WeightsInfo info;
  info.name = "made";
  info.model = models::kTimbreNetName;
  info.licence = "CC0-1.0";
  info.recipe = "{}";
  const std::vector<float> value = {0.25F};
  const std::vector<nn::TensorToWrite> tensors = {{"kept.weight", {1}, value, nn::WeightType::f32}};
  EXPECT_TRUE(nn::write_weights_file(folder / "timbre.dvw", info, tensors));
  return folder;
}

float number_in(const fs::path& path) {
  auto file = nn::WeightsFile::read(path);
  EXPECT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->tensor("kept.weight", {1}));
  const auto number = file->tensor("number.weight", {1, 1, 1});
  EXPECT_TRUE(number) << number.error().message;
  return (*number)[0];
}

TEST(HeardTraining, KeepsTheWeightsThatValidationLikesBest) {
  const fs::path folder = folder_with_timbre_weights();
  HeardTrainingOptions options;
  options.timbre_weights = folder / "timbre.dvw";
  options.run_directory = folder / "run";
  const train::StepSchedule schedule{.batch_items = 1,
                                     .steps = 200,
                                     .warmup_steps = 0,
                                     .decay_steps = 1,
                                     .learning_rate = 0.02,
                                     .weight_decay = 0.0,
                                     .average_decay = 0.0,
                                     .validate_every_steps = 5};
  const HeardSets sets{HeardPieces(1), HeardPieces(1)};
  const auto trained =
      run_heard_training(NumberTask(), schedule, 1, "{}", options, sets, [](const std::string&) {});
  ASSERT_TRUE(trained) << trained.error().message;
  EXPECT_NEAR(number_in(folder / "run/weights.dvw"), 1.0F, 0.1F);
  EXPECT_NEAR(number_in(folder / "run/weights_best.dvw"), 0.5F, 0.06F);
}

}  // namespace
}  // namespace divisi::timbre
