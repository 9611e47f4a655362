#include "divisi/transcriber.h"

#include <fstream>
#include <limits>

#include <gtest/gtest.h>

#include "divisi/files.h"
#include "transcriber_fixture.h"

namespace divisi {
namespace {

/// The two networks are read side by side: with fewer pitches one would be read past its end.
TEST_F(TranscriberTest, WeightsForOtherPitchesAreRefused) {
  for (const int pitch_count : {1, 87, 200}) {
    models::NoteNetSpec other = made::small_network();
    other.pitch_count = pitch_count;
    const std::string expected =
        "network.pitch_count: expected 88, found " + std::to_string(pitch_count);
    ASSERT_TRUE(made::write_made_model(folder_ / "notes_other.dvw", other));
    const auto notes = Transcriber::create(folder_ / "notes_other.dvw");
    ASSERT_FALSE(notes);
    EXPECT_NE(notes.error().message.find(expected), std::string::npos) << notes.error().message;
    ASSERT_TRUE(made::write_made_timbre(folder_ / "timbre_other.dvw", true, {}, other));
    const auto timbre = Transcriber::create(folder_ / "made.dvw", folder_ / "timbre_other.dvw");
    ASSERT_FALSE(timbre);
    EXPECT_NE(timbre.error().message.find(expected), std::string::npos) << timbre.error().message;
  }
}

TEST_F(TranscriberTest, TheResultDependsOnNeitherChunksNorThreads) {
  const auto path = write("tones.wav", made::made_recording(8.0));
  const std::vector<Note> expected = notes_of(path, {.threads = 1});
  ASSERT_GT(expected.size(), 9u) << "the made model must find something to compare";
  for (const int chunk_frames : {13, 100, 5000}) {
    for (const int threads : {1, 4}) {
      expect_same(
          notes_of(path, {.threads = threads, .chunk_frames = chunk_frames}), expected,
          std::to_string(chunk_frames) + " frames, " + std::to_string(threads) + " threads");
    }
  }
}

TEST_F(TranscriberTest, NotesLieInOrderWithinTheRecording) {
  const auto path = write("tones.wav", made::made_recording(4.0));
  const std::vector<Note> notes = notes_of(path, {});
  ASSERT_FALSE(notes.empty());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    EXPECT_GE(notes[i].onset_s, 0.0);
    EXPECT_GT(notes[i].offset_s, notes[i].onset_s);
    EXPECT_LE(notes[i].offset_s, 4.0 + 1e-3);
    if (i > 0) {
      EXPECT_LE(notes[i - 1].onset_s, notes[i].onset_s);
    }
  }
}

TEST_F(TranscriberTest, AStretchKeepsTheRecordingsTimes) {
  const AudioBuffer sound = made::made_recording(6.0);
  const auto whole = write("whole.wav", sound);
  AudioBuffer cut = sound;
  cut.samples.erase(cut.samples.begin(), cut.samples.begin() + 2 * 22050);
  const std::vector<Note> of_cut = notes_of(write("cut.wav", cut), {});
  std::vector<Note> of_stretch = notes_of(whole, {.start_s = 2.0});
  ASSERT_EQ(of_stretch.size(), of_cut.size());
  ASSERT_FALSE(of_cut.empty());
  for (std::size_t i = 0; i < of_cut.size(); ++i) {
    EXPECT_NEAR(of_stretch[i].onset_s, of_cut[i].onset_s + 2.0, 1e-9);
    EXPECT_EQ(of_stretch[i].pitch_midi, of_cut[i].pitch_midi);
  }
}

TEST_F(TranscriberTest, DecodingSavedEvidenceGivesTheSameNotes) {
  const auto path = write("tones.wav", made::made_recording(5.0));
  const auto first = transcriber_->transcribe(path, {.start_s = 0.5, .keep_evidence = true});
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(save_evidence(*first, folder_ / "tones.evidence"));
  const auto loaded = load_evidence(folder_ / "tones.evidence");
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto again = Transcriber::decode(loaded->evidence, loaded->origin.decode);
  ASSERT_TRUE(again) << again.error().message;
  ASSERT_FALSE(notes_of_all_parts(first->score).empty());
  expect_same(again->parts.front().notes, notes_of_all_parts(first->score), "decoded again");
}

TEST_F(TranscriberTest, ThresholdsReachTheDecoder) {
  const auto path = write("tones.wav", made::made_recording(4.0));
  const auto few = transcriber_->transcribe(
      path, {}, with_threshold(transcriber_->default_decode_options(), 0.95));
  const auto many = transcriber_->transcribe(
      path, {}, with_threshold(transcriber_->default_decode_options(), 0.5));
  ASSERT_TRUE(few && many);
  EXPECT_LT(notes_of_all_parts(few->score).size(), notes_of_all_parts(many->score).size());
}

TEST_F(TranscriberTest, ProgressRisesToOneAndMayStopTheWork) {
  const auto path = write("tones.wav", made::made_recording(8.0));
  std::vector<double> fractions;
  const auto watched = transcriber_->transcribe(path, {.threads = 1}, {}, [&](const Progress& now) {
    fractions.push_back(now.fraction);
    return true;
  });
  ASSERT_TRUE(watched);
  ASSERT_GT(fractions.size(), 2u);
  EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
  EXPECT_EQ(fractions.back(), 1.0);
  const auto stopped =
      transcriber_->transcribe(path, {}, {}, [](const Progress&) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
}

TEST_F(TranscriberTest, SilenceGivesAScoreWithoutNotesAndSaysSo) {
  const AudioBuffer silence{22050, 1, std::vector<float>(22050)};
  const auto result = transcriber_->transcribe(write("silence.wav", silence));
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_EQ(result->warnings.size(), 1u);
  EXPECT_NE(result->warnings.front().find("silent"), std::string::npos);
}

TEST_F(TranscriberTest, SamplesThatAreNoNumbersDoNoHarm) {
  AudioBuffer sound = made::made_recording(2.0);
  for (std::size_t i = 0; i < sound.samples.size(); i += 1000) {
    sound.samples[i] = std::numeric_limits<float>::quiet_NaN();
  }
  const auto result = transcriber_->transcribe(write("nan.wav", sound));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_FALSE(result->warnings.empty());
}

TEST_F(TranscriberTest, TakesTheShortestRecording) {
  const AudioBuffer tick{44100, 2, {0.5f, -0.5f}};
  const auto result = transcriber_->transcribe(write("tick.wav", tick));
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_EQ(result->origin.channel_count, 2);
}

TEST_F(TranscriberTest, RefusesWhatCannotBe) {
  const auto path = write("tones.wav", made::made_recording(1.0));
  const auto code_of = [&](const TranscribeOptions& options) {
    const auto result = transcriber_->transcribe(path, options);
    return result ? ErrorCode::internal : result.error().code;
  };
  EXPECT_EQ(code_of({.start_s = -1.0}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of({.start_s = 0.8, .end_s = 0.8}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of({.start_s = 5.0}), ErrorCode::out_of_range);
  EXPECT_EQ(code_of({.threads = -1}), ErrorCode::invalid_argument);
  const auto absent = transcriber_->transcribe(folder_ / "absent.wav");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::not_found);
}

TEST(TranscriberCreate, NamesTheWeightsFileThatDoesNotLoad) {
  const made::TemporaryFolder folder;
  const auto absent = Transcriber::create(folder / "absent.dvw");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::not_found);
  std::ofstream(folder / "noise.dvw") << "these are no weights";
  const auto noise = Transcriber::create(folder / "noise.dvw");
  ASSERT_FALSE(noise);
  EXPECT_EQ(noise.error().code, ErrorCode::corrupt);
  EXPECT_NE(noise.error().message.find("noise.dvw"), std::string::npos);
}

TEST(TranscriberDecode, RefusesMapsThatDoNotFitEachOther) {
  Evidence evidence;
  evidence.frames.hop_s = 0.02;
  evidence.frame = Map2d(10, 88);
  evidence.onset = Map2d(9, 88);
  EXPECT_FALSE(Transcriber::decode(evidence, {}));
  evidence.onset = Map2d(10, 87);
  EXPECT_FALSE(Transcriber::decode(evidence, {}));
  evidence.onset = {};
  EXPECT_TRUE(Transcriber::decode(evidence, {}));
  evidence.frames.hop_s = 0.0;
  EXPECT_FALSE(Transcriber::decode(evidence, {}));
}

}  // namespace
}  // namespace divisi
