#include "engine/cerberus_listener.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "../models/made_cerberus.h"

namespace divisi::engine {
namespace {

models::CerberusModel made_model(bool separation = true, bool transcription = true) {
  models::CerberusNetSpec spec = models::testing::small_spec();
  spec.separation = separation;
  spec.transcription = transcription;
  spec.clustering = false;
  return models::testing::made_model(spec);
}

std::vector<float> made_sound(std::size_t count) {
  core::Rng rng(5);
  std::vector<float> sound(count);
  for (float& sample : sound) sample = static_cast<float>(0.1 * rng.normal());
  return sound;
}

CerberusHearing hear(const models::CerberusModel& model, const std::vector<float>& sound,
                     std::size_t block) {
  CerberusListener listener(model);
  for (std::size_t at = 0; at < sound.size(); at += block)
    listener.push(sound.data() + at, std::min(block, sound.size() - at));
  return listener.finish();
}

TEST(CerberusListener, OfNothingHearsNothing) {
  const models::CerberusModel model = made_model();
  const CerberusHearing heard = CerberusListener(model).finish();
  ASSERT_EQ(heard.stems.size(), 3u);
  EXPECT_TRUE(heard.stems[0].empty());
  EXPECT_TRUE(heard.notes[2].empty());
}

/// Shares add up to one, so stems add up to the recording; for all lengths, short and long.
TEST(CerberusListener, StemsAddUpToTheRecording) {
  const models::CerberusModel model = made_model();
  for (const std::size_t count : {1u, 1000u, 16000u * 17u}) {
    const std::vector<float> sound = made_sound(count);
    const CerberusHearing heard = hear(model, sound, 4999);
    double error = 0.0;
    for (const auto& stem : heard.stems) ASSERT_EQ(stem.size(), count);
    for (std::size_t n = 0; n < count; ++n) {
      const float sum = heard.stems[0][n] + heard.stems[1][n] + heard.stems[2][n];
      error = std::max(error, std::abs(static_cast<double>(sum) - sound[n]));
    }
    EXPECT_LT(error, 1e-5);
  }
}

/// To the bit.
TEST(CerberusListener, BlocksDoNotMatter) {
  const models::CerberusModel model = made_model();
  const std::vector<float> sound = made_sound(16000 * 17);
  const CerberusHearing whole = hear(model, sound, sound.size());
  const CerberusHearing parts = hear(model, sound, 1234);
  EXPECT_EQ(whole.stems, parts.stems);
  for (std::size_t n = 0; n < whole.notes.size(); ++n) {
    ASSERT_EQ(whole.notes[n].size(), parts.notes[n].size());
    EXPECT_FALSE(whole.notes[n].empty());
    for (std::size_t i = 0; i < whole.notes[n].size(); ++i) {
      EXPECT_EQ(whole.notes[n][i].onset_s, parts.notes[n][i].onset_s);
      EXPECT_EQ(whole.notes[n][i].pitch_midi, parts.notes[n][i].pitch_midi);
    }
  }
}

TEST(CerberusListener, SaysWhatItHasHeadsFor) {
  const std::vector<float> sound = made_sound(3000);
  EXPECT_TRUE(hear(made_model(false, true), sound, 3000).stems.empty());
  EXPECT_EQ(hear(made_model(false, true), sound, 3000).notes.size(), 3u);
  EXPECT_TRUE(hear(made_model(true, false), sound, 3000).notes.empty());
}

TEST(CerberusLevels, AreDecibelsDownToEighty) {
  const features::Bin bins[] = {{10.0f, 0.0f}, {0.0f, -1.0f}, {0.0f, 0.0f}};
  float level_db[3];
  cerberus_levels(bins, 3, level_db);
  EXPECT_NEAR(level_db[0], 20.0f, 1e-4f);
  EXPECT_NEAR(level_db[1], 0.0f, 1e-4f);
  EXPECT_NEAR(level_db[2], -80.0f, 1e-3f);
}

}  // namespace
}  // namespace divisi::engine
