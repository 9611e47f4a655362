#include "divisi/transcriber.h"

#include <thread>

#include <gtest/gtest.h>

#include "divisi/files.h"
#include "transcriber_fixture.h"

namespace divisi {
namespace {

/// What on_note heard, and that it came from this thread.
NoteFunction collector(std::vector<Note>& heard) {
  return [&heard, caller = std::this_thread::get_id()](const Note& note) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    heard.push_back(note);
  };
}

TEST_F(TranscriberTest, NotesAreHeardInOrderAndAllOfThemWhateverTheChunksAndThreads) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  const std::vector<Note> expected = notes_of(path, {.threads = 1, .parts = {.count = 1}});
  ASSERT_GT(expected.size(), 9u);
  for (const int chunk_frames : {0, 1, 13, 5000}) {
    for (const int threads : {1, 4}) {
      for (const int parts : {0, 1}) {
        std::vector<Note> heard;
        const std::vector<Note> all = notes_of(path, {.threads = threads,
                                                      .chunk_frames = chunk_frames,
                                                      .parts = {.count = parts},
                                                      .on_note = collector(heard)});
        const std::string what = std::to_string(chunk_frames) + " frames, " +
                                 std::to_string(threads) + " threads, " + std::to_string(parts);
        expect_same(heard, expected, what);
        expect_same(all, expected, what);
      }
    }
  }
}

TEST_F(TranscriberTest, NotesOfAStretchAreHeardAsTheScoreHasThem) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  std::vector<Note> heard;
  const std::vector<Note> all =
      notes_of(path, {.start_s = 1.1, .end_s = 4.0, .on_note = collector(heard)});
  ASSERT_FALSE(all.empty());
  expect_same(heard, all, "heard");
}

TEST_F(TranscriberTest, PercussionIsNotAmongTheNotesHeard) {
  AudioBuffer sound = made::made_recording(8.0);
  made::add_knocks(sound);
  const auto result = transcriber_->transcribe(write("knocks.wav", sound));
  ASSERT_TRUE(result);
  std::vector<Note> heard;
  const auto again =
      transcriber_->transcribe(folder_ / "knocks.wav", {.on_note = collector(heard)});
  ASSERT_TRUE(again);
  if (again->score.parts.empty() || !again->score.parts.back().is_drums)
    GTEST_SKIP() << "no drum weights are built in";
  Score pitched = again->score;
  EXPECT_FALSE(pitched.parts.back().notes.empty());
  pitched.parts.pop_back();
  expect_same(heard, notes_of_all_parts(pitched), "heard");
}

/// With the weights that are built in, because random ones hold some notes to the end, and all
/// others wait for those.
class TranscriberBuiltIn : public TranscriberTest {
 protected:
  void SetUp() override {
    auto created = Transcriber::create();
    if (!created) GTEST_SKIP() << created.error().message;
    transcriber_.emplace(std::move(*created));
    recording_ = write("tones.wav", made::made_recording(25.0));
  }
  std::filesystem::path recording_;
};

TEST_F(TranscriberBuiltIn, NotesAreHeardWhileTheRecordingIsStillRead) {
  for (const int threads : {1, 4}) {
    std::vector<Note> heard;
    std::size_t heard_before_the_end = 0;
    const auto progress = [&](const Progress& now) {
      if (now.fraction < 1.0) heard_before_the_end = heard.size();
      return true;
    };
    const auto result = transcriber_->transcribe(
        recording_, {.threads = threads, .chunk_frames = 64, .on_note = collector(heard)}, {},
        progress);
    ASSERT_TRUE(result);
    EXPECT_GT(heard.size(), 9u);
    EXPECT_GT(heard_before_the_end, heard.size() / 4) << threads << " threads";
    expect_same(heard, notes_of_all_parts(result->score), std::to_string(threads) + " threads");
  }
}

TEST_F(TranscriberBuiltIn, NoNoteIsHeardOnceTheCallerHasStoppedTheWork) {
  std::vector<Note> heard;
  std::size_t heard_when_stopped = 0;
  const auto stop_after_three = [&](const Progress&) {
    heard_when_stopped = heard.size();
    return heard.size() < 3;
  };
  const auto result = transcriber_->transcribe(
      recording_, {.threads = 4, .on_note = collector(heard)}, {}, stop_after_three);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_GE(heard_when_stopped, 3u);
  EXPECT_EQ(heard.size(), heard_when_stopped);
}

}  // namespace
}  // namespace divisi
