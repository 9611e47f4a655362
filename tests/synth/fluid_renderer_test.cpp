#include "synth/fluid_renderer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>

#include "listening.h"
#include "soundfont.h"
#include "synth/halve_rate.h"

namespace divisi::synth {
namespace {

class Fluid : public testing::Test {
 protected:
  void SetUp() override {
    if (any_soundfont().empty()) GTEST_SKIP() << "no soundfont is installed";
    auto loaded = FluidRenderer::load(any_soundfont());
    ASSERT_TRUE(loaded) << loaded.error().message;
    renderer_ = std::move(*loaded);
  }
  std::unique_ptr<FluidRenderer> renderer_;
};

TEST_F(Fluid, LabelsLagLessThanThreeMilliseconds) {
  // Click-like sounds: the wood block, and the woodblock-like attack of the xylophone.
  FluidPart drums;
  drums.is_drums = true;
  FluidPart xylophone;
  xylophone.program = 13;
  for (int i = 0; i < 12; ++i) {
    const double onset_s = 0.3 + 0.4137 * i;
    drums.notes.push_back({onset_s, onset_s + 0.1, 76, 110});
    xylophone.notes.push_back({onset_s, onset_s + 0.1, 72 + i, 110});
  }
  for (const FluidPart& part : {drums, xylophone}) {
    const FluidResult result = renderer_->render({part}, 6.0, core::Rng(1));
    ASSERT_EQ(result.labels.front().size(), 12U);
    for (const Note& label : result.labels.front()) {
      const double heard_s = rise_s(result.sound, label.onset_s - 0.05, label.onset_s + 0.08, 0.05);
      EXPECT_NEAR(heard_s, label.onset_s, 0.003);
    }
  }
}

TEST_F(Fluid, PlaysTheLabelledPitch) {
  FluidPart part;
  part.program = 73;  // flute
  part.notes = {{0.2, 0.9, 72, 90}, {1.0, 1.9, 79, 90}};
  const FluidResult result = renderer_->render({part}, 2.5, core::Rng(1));
  for (const Note& label : result.labels.front()) {
    const double found = pitch_of(result.sound, label.onset_s + 0.2, label.onset_s + 0.5);
    EXPECT_NEAR(found, label.pitch_midi, 0.3);
  }
}

TEST_F(Fluid, RendersTheSameWhateverWasRenderedBefore) {
  FluidPart part;
  part.program = 0;
  part.notes = {{0.1, 0.5, 60, 80}, {0.3, 0.9, 64, 90}};
  const Signal first = renderer_->render({part}, 1.5, core::Rng(1)).sound;
  FluidPart other;
  other.program = 48;
  other.vibrato_cents = 30.0;
  other.pedals = {{0.0, 2.0}};
  other.notes = {{0.0, 1.0, 50, 127}, {0.2, 1.0, 62, 127}};
  renderer_->render({other}, 1.0, core::Rng(2));
  EXPECT_TRUE(first == renderer_->render({part}, 1.5, core::Rng(1)).sound);
}

TEST_F(Fluid, PedalHoldsTheLabelUntilReleaseOrNextStrike) {
  FluidPart part;
  part.program = 0;
  part.notes = {{0.2, 0.4, 48, 90}, {0.5, 0.6, 55, 90}, {1.0, 1.1, 55, 90}};
  part.pedals = {{0.3, 1.5}};
  const FluidResult result = renderer_->render({part}, 3.0, core::Rng(1));
  const std::vector<Note>& labels = result.labels.front();
  ASSERT_EQ(labels.size(), 3U);
  EXPECT_NEAR(labels[0].offset_s, 1.5, 0.01);
  EXPECT_NEAR(labels[1].offset_s, labels[2].onset_s, 0.02);
  EXPECT_NEAR(labels[2].offset_s, 1.5, 0.01);
}

TEST_F(Fluid, DyingNotesEndWhenTheyHaveDied) {
  FluidPart part;
  part.program = 45;  // pizzicato
  part.notes = {{0.2, 5.0, 60, 90}};
  const FluidResult result = renderer_->render({part}, 5.5, core::Rng(1));
  const Note& label = result.labels.front().front();
  EXPECT_LT(label.offset_s, 3.0);
  const std::size_t after = to_sample(label.offset_s + 0.05);
  float early = 0.0F;
  float late = 0.0F;
  for (std::size_t i = 0; i < result.sound.size(); ++i) {
    float& peak = i < after ? early : late;
    peak = std::max(peak, std::abs(result.sound[i]));
  }
  EXPECT_LT(late, 0.02F * early);
}

TEST_F(Fluid, NothingToPlayIsSilence) {
  const FluidResult result = renderer_->render({FluidPart{}}, 0.5, core::Rng(1));
  EXPECT_EQ(result.sound.size(), to_sample(0.5));
  EXPECT_TRUE(result.labels.front().empty());
}

TEST(FluidLoad, MissingAndBrokenSoundfontsAreNamed) {
  const auto missing = FluidRenderer::load("/nowhere/font.sf2");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "broken.sf2";
  std::ofstream(path) << "RIFF but not really";
  const auto broken = FluidRenderer::load(path.string());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::corrupt);
  EXPECT_NE(broken.error().message.find("broken.sf2"), std::string::npos);
}

double tone_after_halving(double frequency_hz) {
  HalveRate halve_rate;
  std::vector<float> input(44100);
  for (std::size_t i = 0; i < input.size(); ++i) {
    input[i] = static_cast<float>(
        std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(i) / 44100.0));
  }
  halve_rate.push(input.data(), input.size());
  const Signal output = halve_rate.finish();
  EXPECT_EQ(output.size(), 22050U);
  float peak = 0.0F;
  for (std::size_t i = 2000; i < 20000; ++i) peak = std::max(peak, std::abs(output[i]));
  return peak;
}

TEST(HalveRate, KeepsWhatFitsAndRemovesTheRest) {
  EXPECT_NEAR(tone_after_halving(1000.0), 1.0, 0.01);
  EXPECT_NEAR(tone_after_halving(9500.0), 1.0, 0.012);
  EXPECT_LT(tone_after_halving(12300.0), 3e-4);
  EXPECT_LT(tone_after_halving(18000.0), 3e-4);
}

TEST(HalveRate, DoesNotDelay) {
  HalveRate halve_rate;
  std::vector<float> input(2000, 0.0F);
  input[1000] = 1.0F;
  halve_rate.push(input.data(), input.size());
  const Signal output = halve_rate.finish();
  EXPECT_EQ(std::max_element(output.begin(), output.end()) - output.begin(), 500);
}

}  // namespace
}  // namespace divisi::synth
