#include "engine/decode_options.h"

#include <limits>

#include <gtest/gtest.h>

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
