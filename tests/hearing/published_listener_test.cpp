#include "hearing/published_listener.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "audio/writer.h"
#include "made_weights.h"

namespace divisi::hearing {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path folder = fs::path(::testing::TempDir()) / "divisi_published" / test->name();
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

fs::path write_weights(const fs::path& folder, double onset_threshold) {
  auto parameters = models::published_parameters(true);
  parameters["decode.onset_threshold"] = {onset_threshold};
  const auto made = models::testing::made_tensors(models::PublishedBackbone().layers(), 4);
  nn::WeightsInfo info;
  info.name = "random-backbone";
  info.model = models::kPublishedBackboneName;
  info.licence = "CC0-1.0";
  info.hyper_parameters = parameters;
  std::vector<nn::TensorToWrite> tensors;
  for (const auto& tensor : made)
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  const fs::path path = folder / "weights.dvw";
  EXPECT_TRUE(nn::write_weights_file(path, info, tensors));
  return path;
}

TEST(PublishedListener, GivesProbabilitiesOfEveryFrame) {
  const fs::path folder = fresh_folder();
  const fs::path weights = write_weights(folder, 0.25);
  ASSERT_TRUE(is_published_backbone(weights).value());
  const auto listener = PublishedListener::open(weights);
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_EQ(listener->name(), "random-backbone");
  EXPECT_NEAR(listener->decode_options().onset_threshold, 0.25, 1e-12);
  std::vector<float> tone(44100);
  for (std::size_t n = 0; n < tone.size(); ++n)
    tone[n] = 0.3f * std::sin(0.0627f * static_cast<float>(n));
  ASSERT_TRUE(audio::write_audio(folder / "tone.wav", {44100, 1, tone}));
  const auto evidence = listener->listen(folder / "tone.wav");
  ASSERT_TRUE(evidence) << evidence.error().message;
  EXPECT_EQ(evidence->frame.rows, 87u);  // 22,050 samples in hops of 256
  EXPECT_EQ(evidence->frame.columns, 84u);
  EXPECT_NEAR(evidence->duration_s, 1.0, 1e-3);
  for (const float p : evidence->onset.cells) {
    ASSERT_GE(p, 0.0f);
    ASSERT_LE(p, 1.0f);
  }
}

TEST(PublishedListener, OtherFilesAreRefusedByName) {
  const fs::path folder = fresh_folder();
  std::ofstream(folder / "text.dvw") << "not weights";
  const auto listener = PublishedListener::open(folder / "text.dvw");
  ASSERT_FALSE(listener);
  EXPECT_NE(listener.error().message.find("text.dvw"), std::string::npos);
  EXPECT_FALSE(is_published_backbone(folder / "text.dvw"));
  const auto working = PublishedListener::open(write_weights(folder, 0.5));
  ASSERT_TRUE(working);
  const auto nothing = working->listen(folder / "missing.wav");
  ASSERT_FALSE(nothing);
  EXPECT_NE(nothing.error().message.find("missing.wav"), std::string::npos);
}

TEST(PublishedListener, AThresholdOutOfPlaceIsAnError) {
  const auto listener = PublishedListener::open(write_weights(fresh_folder(), 1.5));
  ASSERT_FALSE(listener);
  EXPECT_NE(listener.error().message.find("onset_threshold"), std::string::npos);
}

}  // namespace
}  // namespace divisi::hearing
