#include "engine/drum_stage.h"

#include <gtest/gtest.h>

#include "made_model.h"

namespace divisi::engine {
namespace {

/// Random weights; a piece needs hardly any hits to have drums.
LoadedDrums made_drums() {
  core::Rng rng(4);
  std::vector<testing::MadeTensor> made;
  for (const models::ConvLayer& layer : models::DrumNet(models::DrumNetSpec()).layers()) {
    for (auto& tensor : testing::made_layer(layer, rng)) made.push_back(std::move(tensor));
  }
  nn::WeightsInfo info;
  info.name = "made-for-tests";
  info.model = models::kDrumNetName;
  info.licence = "CC0-1.0";
  info.hyper_parameters = models::parameters_of(models::DrumNetSpec());
  info.hyper_parameters.merge(features::parameters_of(features::FeatureSpec{}));
  info.hyper_parameters["drums.kick_threshold"] = {0.2};
  info.hyper_parameters["drums.least_hits_per_min"] = {0.001};
  std::vector<nn::TensorToWrite> tensors;
  for (const testing::MadeTensor& tensor : made) {
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  }
  return load_drums(nn::encode_weights(info, tensors).value(), "made").value();
}

std::vector<float> random_features(int frames) {
  core::Rng rng(8);
  std::vector<float> cells(static_cast<std::size_t>(frames) * 288 * 2);
  for (float& cell : cells) cell = static_cast<float>(rng.uniform());
  return cells;
}

std::vector<Note> heard(const LoadedDrums& drums, const std::vector<float>& cells,
                        int push_frames) {
  DrumStage stage(&drums, {512.0 / 22050.0, 0.0});
  const int frames = static_cast<int>(cells.size() / (288 * 2));
  for (int first = 0; first < frames; first += push_frames) {
    stage.push(cells.data() + static_cast<std::size_t>(first) * 288 * 2,
               std::min(push_frames, frames - first));
  }
  const std::optional<Part> part = stage.finish(frames * 512.0 / 22050.0);
  if (!part) return {};
  EXPECT_TRUE(part->is_drums);
  return part->notes;
}

TEST(LoadedDrums, TakesItsThresholdsFromTheFile) {
  const LoadedDrums drums = made_drums();
  EXPECT_EQ(drums.tuning.thresholds[0], 0.2);
  EXPECT_EQ(drums.tuning.thresholds[1], decode::DrumTuning().thresholds[1]);
  EXPECT_EQ(drums.tuning.least_hits_per_min, 0.001);
  EXPECT_TRUE(hear_alike(drums.features, features::FeatureSpec{}));
  features::FeatureSpec other;
  other.hop_samples = 256;
  EXPECT_FALSE(hear_alike(drums.features, other));
}

TEST(LoadedDrums, OtherBytesAreRefused) {
  EXPECT_FALSE(load_drums("", "nothing"));
  EXPECT_FALSE(load_drums("no weights at all", "text"));
}

TEST(DrumStage, WithoutANetworkOrFramesThereAreNoDrums) {
  DrumStage silent(nullptr, {0.02, 0.0});
  const std::vector<float> cells = random_features(3);
  silent.push(cells.data(), 3);
  EXPECT_FALSE(silent.finish(1.0));
  const LoadedDrums drums = made_drums();
  EXPECT_FALSE(DrumStage(&drums, {0.02, 0.0}).finish(0.0));
}

TEST(DrumStage, DoesNotDependOnHowFramesArrive) {
  const LoadedDrums drums = made_drums();
  const std::vector<float> cells = random_features(700);
  const std::vector<Note> whole = heard(drums, cells, 700);
  ASSERT_GT(whole.size(), 20u);
  for (const int push_frames : {1, 100, 256, 273}) {
    const std::vector<Note> cut = heard(drums, cells, push_frames);
    ASSERT_EQ(cut.size(), whole.size()) << "pushes of " << push_frames;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].onset_s, whole[i].onset_s);
      EXPECT_EQ(cut[i].pitch_midi, whole[i].pitch_midi);
    }
  }
}

}  // namespace
}  // namespace divisi::engine
