#include "divisi/transcriber.h"

#include <gtest/gtest.h>

#include "transcriber_fixture.h"

namespace divisi {
namespace {

/// A third of a semitone above 440 Hz.
constexpr double kHigh_hz = 448.55;

AudioBuffer tones(double tuning_hz) { return made::made_recording(6.0, 22050, 7, tuning_hz); }

TEST_F(TranscriberTest, HearsARecordingInItsOwnTuning) {
  const auto high = transcriber_->transcribe(write("high.wav", tones(kHigh_hz)));
  ASSERT_TRUE(high) << high.error().message;
  EXPECT_NEAR(high->score.tuning_hz, kHigh_hz, 0.8);
  EXPECT_EQ(high->evidence.tuning_hz, high->score.tuning_hz);
}

/// What is nearly in tune is heard as if it were.
TEST_F(TranscriberTest, LeavesWhatIsInTuneAlone) {
  for (const double tuning_hz : {440.0, 440.6}) {
    const auto path = write("tones.wav", tones(tuning_hz));
    const auto found = transcriber_->transcribe(path);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->score.tuning_hz, 440.0);
    expect_same(notes_of_all_parts(found->score), notes_of(path, {.tuning_hz = 440.0}), "told");
  }
}

TEST_F(TranscriberTest, ATuningThatIsToldIsTheOneThatWouldBeFound) {
  const auto path = write("high.wav", tones(kHigh_hz));
  const auto found = transcriber_->transcribe(path, {.threads = 1});
  ASSERT_TRUE(found) << found.error().message;
  const std::vector<Note> notes = notes_of_all_parts(found->score);
  ASSERT_GT(notes.size(), 9u);
  expect_same(notes_of(path, {.tuning_hz = found->score.tuning_hz, .threads = 4}), notes, "told");
}

/// As if it had been played so, but for rounding in the filters: at 440 Hz it would be other notes.
TEST_F(TranscriberTest, TheSamePiecePlayedHigherIsTheSamePiece) {
  const std::vector<Note> straight = notes_of(write("a.wav", tones(440.0)), {});
  const auto high = write("b.wav", tones(kHigh_hz));
  const auto alike = [&](const std::vector<Note>& other) {
    return std::count_if(straight.begin(), straight.end(), [&](const Note& note) {
      return std::any_of(other.begin(), other.end(), [&](const Note& same) {
        return same.pitch_midi == note.pitch_midi && std::abs(same.onset_s - note.onset_s) < 0.03;
      });
    });
  };
  ASSERT_GT(straight.size(), 9u);
  EXPECT_GT(alike(notes_of(high, {})), alike(notes_of(high, {.tuning_hz = 440.0})));
}

/// A second or two does not tell.
TEST_F(TranscriberTest, WhatIsShortIsHeardAtTheStandard) {
  const auto path = write("short.wav", made::made_recording(3.0, 22050, 7, kHigh_hz));
  const auto heard = transcriber_->transcribe(path);
  ASSERT_TRUE(heard) << heard.error().message;
  EXPECT_EQ(heard->score.tuning_hz, 440.0);
}

TEST_F(TranscriberTest, WithoutAnythingInTuneTheStandardHolds) {
  core::Rng rng(1);
  AudioBuffer noise{22050, 1, std::vector<float>(22050 * 3)};
  for (float& sample : noise.samples) sample = float(rng.uniform(-0.5, 0.5));
  const auto heard = transcriber_->transcribe(write("noise.wav", noise));
  ASSERT_TRUE(heard) << heard.error().message;
  EXPECT_EQ(heard->score.tuning_hz, 440.0);
}

/// More than what is listened to ahead, with left and right: nothing is lost on the way.
TEST_F(TranscriberTest, WhatIsHeardAheadIsHeardOnce) {
  const AudioBuffer mono = made::made_recording(32.0);
  const auto path = write("long.wav", made::panned(mono, {0.2, 0.8}));
  expect_same(notes_of(path, {}), notes_of(path, {.tuning_hz = 440.0}), "heard ahead");
}

TEST_F(TranscriberTest, TuningsThatAreNoneAreRefused) {
  const auto path = write("tones.wav", tones(440.0));
  for (const double tuning_hz : {-1.0, 1.0, 389.9, 500.1, std::nan("")}) {
    const auto refused = transcriber_->transcribe(path, {.tuning_hz = tuning_hz});
    ASSERT_FALSE(refused) << tuning_hz;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_NE(refused.error().message.find("tuning_hz"), std::string::npos);
  }
  for (const double tuning_hz : {390.0, 500.0}) {
    EXPECT_TRUE(transcriber_->transcribe(path, {.tuning_hz = tuning_hz})) << tuning_hz;
  }
}

}  // namespace
}  // namespace divisi
