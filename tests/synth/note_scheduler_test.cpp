#include "synth/note_scheduler.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace divisi::synth {
namespace {

constexpr int kFrames = 900;
constexpr int kPieces = 200;

struct Statistics {
  double notes_per_piece = 0.0;
  double mean_polyphony = 0.0;  // over frames that sound
  double alone = 0.0;           // share of those with one note
  double active = 0.0;          // share of the 84 x frames cells
  std::map<int, int> pitches;
};

Statistics measure(const SchedulerOptions& options) {
  Statistics statistics;
  core::Rng rng(11);
  NoteScheduler scheduler(options, 3, 0);
  double sounding = 0.0;
  double frames_with_sound = 0.0;
  double frames_alone = 0.0;
  for (int piece = 0; piece < kPieces; ++piece) {
    std::array<int, kFrames> polyphony{};
    for (const ScheduledNote& note : scheduler.make_piece(kFrames, rng)) {
      ++statistics.notes_per_piece;
      ++statistics.pitches[note.pitch_midi];
      for (int i = 0; i < note.frame_count; ++i) {
        ++polyphony[static_cast<std::size_t>(note.start_frame + i)];
      }
    }
    for (const int count : polyphony) {
      sounding += count;
      frames_with_sound += count > 0;
      frames_alone += count == 1;
    }
  }
  statistics.notes_per_piece /= kPieces;
  statistics.mean_polyphony = sounding / frames_with_sound;
  statistics.alone = frames_alone / frames_with_sound;
  statistics.active = sounding / (84.0 * kFrames * kPieces);
  return statistics;
}

TEST(NoteScheduler, HasTheMeasuredStatisticsOfTheOriginal) {
  // 57.6 notes a piece, mean polyphony 2.08, 44 % alone, 2.5 % of the cells, measured on a
  // re-implementation of the original; ours may differ by the order of random draws.
  const Statistics statistics = measure({});
  EXPECT_NEAR(statistics.notes_per_piece, 57.6, 6.0);
  EXPECT_NEAR(statistics.mean_polyphony, 2.08, 0.25);
  EXPECT_NEAR(statistics.alone, 0.44, 0.08);
  EXPECT_NEAR(statistics.active, 0.025, 0.003);
}

TEST(NoteScheduler, CoversEveryPitchInProportionToItsOctave) {
  const Statistics statistics = measure({});
  EXPECT_EQ(statistics.pitches.size(), 84U);
  EXPECT_GT(statistics.pitches.at(60), 3 * statistics.pitches.at(25));
  for (const auto& [pitch, count] : statistics.pitches) EXPECT_GE(count, 20) << pitch;
}

TEST(NoteScheduler, NotesOfOnePitchNeverOverlapAndStayInside) {
  core::Rng rng(5);
  NoteScheduler scheduler({}, 1, 1000);
  for (int piece = 0; piece < 20; ++piece) {
    std::map<int, int> end_of;
    for (const ScheduledNote& note : scheduler.make_piece(kFrames, rng)) {
      ASSERT_GE(note.start_frame, 0);
      ASSERT_LE(note.start_frame + note.frame_count, kFrames);
      ASSERT_GE(note.frame_count, 1);
      if (end_of.count(note.pitch_midi)) {
        ASSERT_GT(note.start_frame, end_of[note.pitch_midi]);
      }
      end_of[note.pitch_midi] = note.start_frame + note.frame_count;
    }
  }
}

TEST(NoteScheduler, ShortPiecesAreSafe) {
  core::Rng rng(5);
  for (const int frames : {1, 2, 5, 17}) {
    NoteScheduler scheduler({}, 1, 0);
    for (const ScheduledNote& note : scheduler.make_piece(frames, rng)) {
      EXPECT_LE(note.start_frame + note.frame_count, frames);
    }
  }
}

TEST(NoteScheduler, PlaceInTheBagContinuesTheSequence) {
  // Two schedulers that start at different places do not repeat each other.
  core::Rng first_rng(5);
  core::Rng second_rng(5);
  const auto first = NoteScheduler({}, 9, 0).make_piece(kFrames, first_rng);
  const auto second = NoteScheduler({}, 9, 97).make_piece(kFrames, second_rng);
  ASSERT_FALSE(first.empty());
  ASSERT_FALSE(second.empty());
  EXPECT_NE(first.front().pitch_midi * 1000 + first.back().pitch_midi,
            second.front().pitch_midi * 1000 + second.back().pitch_midi);
}

}  // namespace
}  // namespace divisi::synth
