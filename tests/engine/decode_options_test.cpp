#include "engine/decode_options.h"

#include <limits>

#include <gtest/gtest.h>

#include "decode/targets.h"
#include "divisi/transcriber.h"

namespace divisi {
namespace {

TEST(WithThreshold, AHalfLeavesAllAsItIs) {
  const DecodeOptions options =
      with_threshold({.onset_threshold = 0.37, .frame_threshold = 0.21}, 0.5);
  EXPECT_NEAR(options.onset_threshold, 0.37, 1e-12);
  EXPECT_NEAR(options.frame_threshold, 0.21, 1e-12);
}

TEST(WithThreshold, MovesBothUpAndDownAndStaysWithinBounds) {
  const DecodeOptions given{.onset_threshold = 0.4, .frame_threshold = 0.3};
  double last_onset = 0.0;
  for (const double threshold : {0.001, 0.1, 0.5, 0.9, 0.999}) {
    const DecodeOptions moved = with_threshold(given, threshold);
    EXPECT_GT(moved.onset_threshold, last_onset);
    EXPECT_GT(moved.frame_threshold, 0.0);
    EXPECT_LT(moved.onset_threshold, 1.0);
    EXPECT_EQ(moved.min_note_s, given.min_note_s);
    last_onset = moved.onset_threshold;
  }
}

TEST(WithGhostSuppression, NothingLeavesAllAsItIsAndMoreOnlyRaises) {
  const DecodeOptions given{.tuning = {{"ghost_ratio_above", 0.3}, {"ghost_ratio_below", 0.0}}};
  EXPECT_EQ(with_ghost_suppression(given, 0.0).tuning, given.tuning);
  const DecodeOptions some = with_ghost_suppression(given, 0.2);
  EXPECT_EQ(engine::tuning_of(some).ghost_ratio_above, 0.3);
  EXPECT_EQ(engine::tuning_of(some).ghost_ratio_below, 0.2);
  const DecodeOptions all = with_ghost_suppression(some, 1.0);
  EXPECT_EQ(engine::tuning_of(all).ghost_ratio_above, 1.0);
  EXPECT_EQ(engine::tuning_of(all).ghost_ratio_below, 1.0);
  EXPECT_EQ(all.tuning.size(), 2u) << "a name is not said twice";
}

TEST(WithGhostSuppression, WithoutTuningTheDecodersOwnRatiosAreTheLeast) {
  const decode::DecodeTuning own;
  const decode::DecodeTuning less = engine::tuning_of(with_ghost_suppression({}, 0.1));
  EXPECT_EQ(less.ghost_ratio_above, own.ghost_ratio_above);
  const decode::DecodeTuning more = engine::tuning_of(with_ghost_suppression({}, 0.9));
  EXPECT_EQ(more.ghost_ratio_above, 0.9);
}

/// A strong note with another an octave above it, of a height of `octave`.
Evidence note_and_octave(float octave) {
  Evidence evidence =
      decode::rasterise({{0.5, 1.5, 60, 80}, {0.5, 1.5, 72, 80}}, {512.0 / 22050.0, 0.0}, {}, 100);
  for (Map2d* map : {&evidence.onset, &evidence.frame}) {
    for (std::size_t row = 0; row < map->rows; ++row) map->at(row, 72 - 21) *= octave;
  }
  return evidence;
}

TEST(WithGhostSuppression, DropsAWeakOctaveAndKeepsAStrongOne) {
  const DecodeOptions model{.onset_threshold = 0.3,
                            .tuning = {{"ghost_ratio_above", 0.0}, {"ghost_ratio_below", 0.0}}};
  const auto notes_of = [](const Evidence& evidence, const DecodeOptions& options) {
    return Transcriber::decode(evidence, options)->parts.front().notes.size();
  };
  EXPECT_EQ(notes_of(note_and_octave(0.6f), model), 2u);
  EXPECT_EQ(notes_of(note_and_octave(0.6f), with_ghost_suppression(model, 0.3)), 2u);
  EXPECT_EQ(notes_of(note_and_octave(0.6f), with_ghost_suppression(model, 0.9)), 1u);
  EXPECT_EQ(notes_of(note_and_octave(0.9f), with_ghost_suppression(model, 1.0)), 2u);
}

TEST(CheckDecodeOptions, NamesTheFieldThatIsOutOfRange) {
  EXPECT_TRUE(engine::check_decode_options({}));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto onset = engine::check_decode_options({.onset_threshold = nan});
  ASSERT_FALSE(onset);
  EXPECT_EQ(onset.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(onset.error().message.find("onset_threshold"), std::string::npos);
  EXPECT_FALSE(engine::check_decode_options({.frame_threshold = 1.0}));
  EXPECT_FALSE(engine::check_decode_options({.offset_threshold = -0.1}));
  EXPECT_FALSE(engine::check_decode_options({.min_note_s = 0.0}));
}

TEST(TuningOf, TakesWhatIsNamedAndIgnoresWhatIsUnknown) {
  DecodeOptions options;
  options.tuning = {{"soft_belief", 0.125}, {"no_such_field", 9.0}};
  const decode::DecodeTuning tuning = engine::tuning_of(options);
  EXPECT_EQ(tuning.soft_belief, 0.125);
  EXPECT_EQ(tuning.dip_s, decode::DecodeTuning{}.dip_s);
}

}  // namespace
}  // namespace divisi
