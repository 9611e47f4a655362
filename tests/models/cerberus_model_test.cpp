#include "models/cerberus_model.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "made_cerberus.h"
#include "models/cerberus_windows.h"

namespace divisi::models {
namespace {

using testing::made_cerberus_file;
using testing::made_model;
using testing::Parameters;
using testing::small_spec;

nn::Map made_levels(int frames) {
  return testing::made_features(frames, 1, kCerberusBins, 3, -40.0, 20.0);
}

std::string problem_of(const Parameters& changed) {
  nn::WeightsFile file = made_cerberus_file(small_spec(), changed);
  const Expected<CerberusModel> model = CerberusModel::load(file);
  return model ? std::string() : model.error().message;
}

TEST(CerberusModel, RefusesWhatMakesNoSense) {
  EXPECT_EQ(problem_of({}), "");
  EXPECT_NE(problem_of({{"network.instruments", {0, 5, 3}}}).find("instruments"),
            std::string::npos);
  EXPECT_NE(problem_of({{"network.instruments", {0, 0, 3}}}).find("twice"), std::string::npos);
  EXPECT_NE(problem_of({{"network.hidden", {7}}}).find("trunk.1"), std::string::npos);
  EXPECT_NE(problem_of({{"network.hidden", {4096}}}).find("hidden"), std::string::npos);
  EXPECT_NE(problem_of({{"network.heads", {1, 1}}}).find("heads"), std::string::npos);
  EXPECT_NE(problem_of({{"network.heads", {0, 0, 0, 0}}}).find("at least one"), std::string::npos);
  EXPECT_NE(problem_of({{"decode.thresholds", {0.5}}}).find("thresholds"), std::string::npos);
  EXPECT_NE(problem_of({{"decode.thresholds", {0.5, 1.5, 0.5}}}).find("thresholds"),
            std::string::npos);
  nn::WeightsFile other = testing::made_file("divisi-note-net", {}, {});
  EXPECT_EQ(CerberusModel::load(other).error().code, ErrorCode::unsupported);
}

TEST(CerberusModel, ComesBackFromItsFile) {
  CerberusNetSpec spec = small_spec();
  spec.transcription = false;
  spec.embedding_activation = "sigmoid";
  nn::WeightsFile file = made_cerberus_file(spec, {{"decode.thresholds", {0.3, 0.45, 0.1}}});
  const CerberusModel model = CerberusModel::load(file).value();
  EXPECT_EQ(model.spec().instruments, spec.instruments);
  EXPECT_EQ(model.spec().hidden, 6);
  EXPECT_FALSE(model.spec().transcription);
  EXPECT_EQ(model.spec().embedding_activation, "sigmoid");
  EXPECT_EQ(model.thresholds(), (std::vector<double>{0.3, 0.45, 0.1}));
  EXPECT_EQ(made_model(small_spec()).thresholds(), (std::vector<double>{0.4, 0.4, 0.1}));
}

TEST(CerberusModel, SaysWhatItPromises) {
  const CerberusModel model = made_model(small_spec());
  Workspace workspace;
  const nn::Map levels = made_levels(9);
  const auto said = model.run(levels, 1, workspace);
  ASSERT_EQ(said.masks->frames(), 9);
  ASSERT_EQ(said.masks->positions(), 3);
  ASSERT_EQ(said.rolls->channels(), kCerberusPitches);
  for (int t = 0; t < 9; ++t) {
    for (int f = 0; f < kCerberusBins; ++f) {
      float sum = 0.0f, squares = 0.0f;
      for (int n = 0; n < 3; ++n) sum += said.masks->at(t, n, f);
      for (int d = 0; d < 3; ++d)
        squares += said.embeddings->at(t, f, d) * said.embeddings->at(t, f, d);
      EXPECT_NEAR(sum, 1.0f, 1e-5f);
      EXPECT_NEAR(squares, 1.0f, 1e-5f);
    }
  }
}

TEST(CerberusWindows, KeepEveryFrameOnce) {
  for (const std::int64_t frames : {0, 1, 155, 156, 312, 313, 624, 1000, 5000}) {
    std::int64_t kept = 0;
    for (std::int64_t index = 0; cerberus_window(index, frames).kept_count > 0; ++index) {
      const CerberusWindow window = cerberus_window(index, frames);
      EXPECT_EQ(window.kept_first, kept);
      EXPECT_GE(window.kept_first, window.first);
      EXPECT_LE(window.kept_first + window.kept_count, window.first + window.count);
      EXPECT_LE(window.count, kCerberusWindowFrames);
      kept += window.kept_count;
    }
    EXPECT_EQ(kept, frames);
  }
}

/// Each window run by itself, one after the other.
nn::Map masks_by_the_letter(const CerberusModel& model, const nn::Map& levels) {
  Workspace workspace;
  nn::Map all(levels.frames(), model.spec().count(), kCerberusBins);
  for (std::int64_t index = 0; cerberus_window(index, levels.frames()).kept_count > 0; ++index) {
    const CerberusWindow window = cerberus_window(index, levels.frames());
    const nn::Map part = testing::frames_of(levels, static_cast<int>(window.first),
                                            static_cast<int>(window.first + window.count));
    const auto said = model.run(part, 1, workspace);
    for (std::int64_t t = window.kept_first; t < window.kept_first + window.kept_count; ++t) {
      std::copy_n(said.masks->frame(static_cast<int>(t - window.first)),
                  all.positions() * all.channels(), all.frame(static_cast<int>(t)));
    }
  }
  return all;
}

/// To the bit, however the levels are cut into blocks.
TEST(CerberusStream, GivesEachWindowsMiddleHalf) {
  CerberusNetSpec spec = small_spec();
  spec.hidden = 3;
  spec.clustering = false;
  const CerberusModel model = made_model(spec);
  const nn::Map levels = made_levels(2600);
  const nn::Map expected = masks_by_the_letter(model, levels);
  for (const int block : {97, 2600}) {
    std::int64_t next = 0;
    CerberusStream stream(model, [&](const CerberusStretch& stretch) {
      ASSERT_EQ(stretch.first_frame, next);
      next += stretch.masks.frames();
      EXPECT_EQ(stretch.rolls.frames(), stretch.masks.frames());
      EXPECT_TRUE(std::equal(stretch.masks.data(), stretch.masks.data() + stretch.masks.size(),
                             expected.frame(static_cast<int>(stretch.first_frame))));
    });
    for (int t = 0; t < 2600; t += block) stream.push(levels.frame(t), std::min(block, 2600 - t));
    stream.finish();
    EXPECT_EQ(next, 2600);
  }
}

TEST(CerberusStream, OfNothingIsNothing) {
  const CerberusModel model = made_model(small_spec());
  int stretches = 0;
  CerberusStream stream(model, [&](const CerberusStretch&) { ++stretches; });
  stream.finish();
  EXPECT_EQ(stretches, 0);
}

}  // namespace
}  // namespace divisi::models
