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
  info.hyper_parameters.merge(features::parameters_of(features::MelSpec{}));
  info.hyper_parameters["drums.kick_threshold"] = {0.2};
  info.hyper_parameters["drums.least_hits_per_min"] = {0.001};
  std::vector<nn::TensorToWrite> tensors;
  for (const testing::MadeTensor& tensor : made) {
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  }
  return load_drums(nn::encode_weights(info, tensors).value(), "made").value();
}

constexpr double kRate_hz = 22050.0;

std::vector<float> noise(std::size_t count) {
  core::Rng rng(8);
  std::vector<float> samples(count);
  // Bursts, so that there is something to hear.
  for (std::size_t i = 0; i < count; ++i)
    samples[i] = static_cast<float>(rng.normal() * (i / 2000 % 3 == 0 ? 0.3 : 0.001));
  return samples;
}

std::vector<Note> heard(const LoadedDrums& drums, const std::vector<float>& samples,
                        std::size_t push_samples, double start_s = 0.0) {
  DrumStage stage(&drums, start_s);
  for (std::size_t first = 0; first < samples.size(); first += push_samples)
    stage.push(samples.data() + first, std::min(push_samples, samples.size() - first));
  const std::optional<Part> part =
      stage.finish(start_s + static_cast<double>(samples.size()) / kRate_hz);
  if (!part) return {};
  EXPECT_TRUE(part->is_drums);
  return part->notes;
}

TEST(LoadedDrums, TakesItsThresholdsFromTheFile) {
  const LoadedDrums drums = made_drums();
  EXPECT_EQ(drums.tuning.thresholds[0], 0.2);
  EXPECT_EQ(drums.tuning.thresholds[1], decode::DrumTuning().thresholds[1]);
  EXPECT_EQ(drums.tuning.least_hits_per_min, 0.001);
  EXPECT_EQ(features::parameters_of(drums.ears), features::parameters_of(features::MelSpec{}));
}

TEST(LoadedDrums, OtherBytesAreRefused) {
  EXPECT_FALSE(load_drums("", "nothing"));
  EXPECT_FALSE(load_drums("no weights at all", "text"));
}

TEST(DrumStage, WithoutANetworkOrSamplesThereAreNoDrums) {
  DrumStage silent(nullptr);
  const std::vector<float> samples = noise(3000);
  silent.push(samples.data(), samples.size());
  EXPECT_FALSE(silent.finish(1.0));
  const LoadedDrums drums = made_drums();
  EXPECT_FALSE(DrumStage(&drums).finish(0.0));
}

TEST(DrumStage, DoesNotDependOnHowSamplesArrive) {
  const LoadedDrums drums = made_drums();
  const std::vector<float> samples = noise(180001);
  const std::vector<Note> whole = heard(drums, samples, samples.size());
  ASSERT_GT(whole.size(), 20u);
  for (const std::size_t push_samples : {100u, 4096u, 70000u}) {
    const std::vector<Note> cut = heard(drums, samples, push_samples);
    ASSERT_EQ(cut.size(), whole.size()) << "pushes of " << push_samples;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].onset_s, whole[i].onset_s);
      EXPECT_EQ(cut[i].pitch_midi, whole[i].pitch_midi);
    }
  }
}

TEST(DrumStage, AStretchHasTheRecordingsTimes) {
  const LoadedDrums drums = made_drums();
  const std::vector<float> samples = noise(60000);
  const std::vector<Note> early = heard(drums, samples, samples.size());
  const std::vector<Note> late = heard(drums, samples, samples.size(), 7.5);
  ASSERT_GT(early.size(), 5u);
  ASSERT_EQ(early.size(), late.size());
  for (std::size_t i = 0; i < early.size(); ++i)
    EXPECT_NEAR(late[i].onset_s - early[i].onset_s, 7.5, 1e-9);
}

}  // namespace
}  // namespace divisi::engine
