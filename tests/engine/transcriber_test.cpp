#include "divisi/transcriber.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <thread>
#include <tuple>

#include <gtest/gtest.h>

#include "divisi/files.h"
#include "made_model.h"
#include "made_recording.h"

namespace divisi {
namespace {

namespace made = engine::testing;

/// Of all parts, in order of onset, then pitch.
std::vector<Note> notes_of_all_parts(const Score& score) {
  std::vector<Note> notes;
  for (const Part& part : score.parts)
    notes.insert(notes.end(), part.notes.begin(), part.notes.end());
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return std::tie(a.onset_s, a.pitch_midi) < std::tie(b.onset_s, b.pitch_midi);
  });
  return notes;
}

class TranscriberTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(made::write_made_model(folder_ / "made.dvw"));
    ASSERT_TRUE(made::write_made_timbre(folder_ / "timbre.dvw"));
    auto created = Transcriber::create(folder_ / "made.dvw", folder_ / "timbre.dvw");
    ASSERT_TRUE(created) << created.error().message;
    transcriber_.emplace(std::move(*created));
  }

  std::filesystem::path write(const std::string& name, const AudioBuffer& sound) {
    const auto written = audio::write_audio(folder_ / name, sound, audio::AudioEncoding::float_32);
    EXPECT_TRUE(written) << written.error().message;
    return folder_ / name;
  }

  std::vector<Note> notes_of(const std::filesystem::path& path, const TranscribeOptions& options) {
    const auto result = transcriber_->transcribe(path, options);
    EXPECT_TRUE(result) << result.error().message;
    return result ? notes_of_all_parts(result->score) : std::vector<Note>();
  }

  made::TemporaryFolder folder_;
  std::optional<Transcriber> transcriber_;
};

void expect_same(const std::vector<Note>& found, const std::vector<Note>& expected,
                 const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].onset_s, expected[i].onset_s) << what << ", note " << i;
    EXPECT_EQ(found[i].offset_s, expected[i].offset_s) << what << ", note " << i;
    EXPECT_EQ(found[i].pitch_midi, expected[i].pitch_midi) << what << ", note " << i;
    EXPECT_EQ(found[i].velocity, expected[i].velocity) << what << ", note " << i;
    EXPECT_EQ(found[i].confidence, expected[i].confidence) << what << ", note " << i;
  }
}

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

TEST_F(TranscriberTest, PartsHoldEveryNoteOnceWhateverTheChunksAndThreads) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  const std::vector<Note> as_one = notes_of(path, {.parts = {.count = 1}});
  ASSERT_GT(as_one.size(), 9u);
  const auto expected = transcriber_->transcribe(path, {.threads = 1, .parts = {.count = 0}});
  ASSERT_TRUE(expected);
  EXPECT_GT(expected->score.parts.size(), 1u) << "the made model must tell some notes apart";
  expect_same(notes_of_all_parts(expected->score), as_one, "parts");
  for (const int chunk_frames : {13, 100}) {
    const auto found = transcriber_->transcribe(
        path, {.threads = 3, .chunk_frames = chunk_frames, .parts = {.count = 0}});
    ASSERT_TRUE(found);
    ASSERT_EQ(found->score.parts.size(), expected->score.parts.size());
    for (std::size_t p = 0; p < found->score.parts.size(); ++p)
      expect_same(found->score.parts[p].notes, expected->score.parts[p].notes, "part");
  }
}

TEST_F(TranscriberTest, PartsAreDealtAgainFromEvidence) {
  // What is heard of notes counts, too.
  ASSERT_TRUE(
      made::write_made_timbre(folder_ / "heard.dvw", true, {{"parts.cosine_weight", {4.0}}}));
  transcriber_.emplace(
      std::move(*Transcriber::create(folder_ / "made.dvw", folder_ / "heard.dvw")));
  const auto path = write("tones.wav", made::made_recording(6.0));
  const auto first = transcriber_->transcribe(path, {.parts = {.count = 0}, .keep_evidence = true});
  ASSERT_TRUE(first && save_evidence(*first, folder_ / "tones.evidence"));
  const auto loaded = load_evidence(folder_ / "tones.evidence");
  ASSERT_TRUE(loaded);
  const auto again = transcriber_->decode(loaded->evidence, loaded->origin.decode, {.count = 0});
  ASSERT_TRUE(again);
  ASSERT_EQ(again->parts.size(), first->score.parts.size());
  for (std::size_t p = 0; p < again->parts.size(); ++p)
    expect_same(again->parts[p].notes, first->score.parts[p].notes, "dealt again");
  const auto two = transcriber_->decode(loaded->evidence, loaded->origin.decode, {.count = 2});
  ASSERT_TRUE(two);
  EXPECT_EQ(two->parts.size(), 2u);
  EXPECT_FALSE(transcriber_->decode(loaded->evidence, loaded->origin.decode, {.count = -1}));
}

TEST_F(TranscriberTest, BeginningsAreHeardTheSameWhateverTheChunksAndThreads) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  const auto first =
      transcriber_->transcribe(path, {.threads = 1, .parts = {.count = 0}, .keep_evidence = true});
  ASSERT_TRUE(first);
  const TimbreCells& expected = first->evidence.instruments;
  ASSERT_GT(expected.frames.size(), 9u);
  EXPECT_EQ(expected.dimensions, 13);
  for (const int chunk_frames : {13, 100}) {
    const auto found = transcriber_->transcribe(
        path,
        {.threads = 3, .chunk_frames = chunk_frames, .parts = {.count = 0}, .keep_evidence = true});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->evidence.instruments.frames, expected.frames);
    EXPECT_EQ(found->evidence.instruments.pitches, expected.pitches);
    EXPECT_EQ(found->evidence.instruments.vectors, expected.vectors);
  }
}

void expect_same_parts(const Score& found, const Score& expected, const std::string& what) {
  ASSERT_EQ(found.parts.size(), expected.parts.size()) << what;
  for (std::size_t p = 0; p < found.parts.size(); ++p)
    expect_same(found.parts[p].notes, expected.parts[p].notes, what);
}

TEST_F(TranscriberTest, TwoChannelsThatAreTheSameAreOne) {
  const AudioBuffer sound = made::made_recording(6.0);
  const auto one = transcriber_->transcribe(write("one.wav", sound), {.keep_evidence = true});
  const auto two = transcriber_->transcribe(write("two.wav", made::panned(sound, {0.5})),
                                            {.keep_evidence = true});
  ASSERT_TRUE(one && two);
  EXPECT_TRUE(one->evidence.timbre.positions.empty());
  EXPECT_EQ(two->evidence.timbre.positions.size(), two->evidence.timbre.frames.size());
  expect_same_parts(two->score, one->score, "twice the same channel");
}

/// The tones come from the left and from the right in turn, and to the made weights nothing else
/// tells them apart.
TEST_F(TranscriberTest, LeftAndRightArePartsHoweverItIsComputed) {
  ASSERT_TRUE(made::write_made_timbre(folder_ / "stereo.dvw", false, made::only_positions()));
  const auto listener = Transcriber::create(folder_ / "made.dvw", folder_ / "stereo.dvw");
  ASSERT_TRUE(listener) << listener.error().message;
  const AudioBuffer sound = made::panned(made::made_recording(8.0), {0.05, 0.95});
  const auto path = write("stereo.wav", sound);
  const auto expected = listener->transcribe(path, {.threads = 1, .keep_evidence = true});
  ASSERT_TRUE(expected);
  EXPECT_EQ(expected->score.parts.size(), 2u);
  for (const int chunk_frames : {13, 5000}) {
    const auto found = listener->transcribe(path, {.threads = 3, .chunk_frames = chunk_frames});
    ASSERT_TRUE(found);
    expect_same_parts(found->score, expected->score, std::to_string(chunk_frames) + " frames");
  }
  ASSERT_TRUE(save_evidence(*expected, folder_ / "stereo.evidence"));
  const auto loaded = load_evidence(folder_ / "stereo.evidence");
  ASSERT_TRUE(loaded);
  const auto again = listener->decode(loaded->evidence, loaded->origin.decode, PartOptions());
  ASSERT_TRUE(again);
  expect_same_parts(*again, expected->score, "dealt again");
}

TEST_F(TranscriberTest, WhoWasEnrolledIsNamedAlsoWhenDealtAgain) {
  const auto path = write("tones.wav", made::made_recording(20.0));
  const auto solo =
      transcriber_->transcribe(path, {.parts = {.count = 0}, .keep_note_timbres = true});
  ASSERT_TRUE(solo);
  EXPECT_EQ(solo->timbres.notes.size(), notes_of_all_parts(solo->score).size());
  const auto timbre = transcriber_->make_timbre("mine", solo->timbres, 1);
  ASSERT_TRUE(timbre) << timbre.error().message;
  EXPECT_FALSE(transcriber_->make_timbre("", solo->timbres, 1));
  EXPECT_FALSE(transcriber_->make_timbre("mine", NoteTimbres(), 1));

  const auto knowing = Transcriber::create(folder_ / "made.dvw", folder_ / "timbre.dvw", {*timbre});
  ASSERT_TRUE(knowing);
  EXPECT_TRUE(knowing->warnings().empty());
  const auto first = knowing->transcribe(path, {.parts = {.count = 0}, .keep_evidence = true});
  ASSERT_TRUE(first && save_evidence(*first, folder_ / "tones.evidence"));
  const auto loaded = load_evidence(folder_ / "tones.evidence");
  const auto again = knowing->decode(loaded->evidence, loaded->origin.decode, {.count = 0});
  ASSERT_TRUE(again);
  int named = 0;
  for (std::size_t p = 0; p < again->parts.size(); ++p) {
    EXPECT_EQ(again->parts[p].name, first->score.parts[p].name);
    named += first->score.parts[p].name.rfind("mine", 0) == 0 ? 1 : 0;
  }
  EXPECT_GT(named, 0);
}

TEST_F(TranscriberTest, TimbresOfOtherWeightsAreLeftOutWithAWarning) {
  Timbre strange{"mine", 40, 1, 100, 60.0, std::string(64, '0'), {}, {}};
  const auto knowing = Transcriber::create(folder_ / "made.dvw", folder_ / "timbre.dvw", {strange});
  ASSERT_TRUE(knowing);
  ASSERT_EQ(knowing->warnings().size(), 1u);
  EXPECT_NE(knowing->warnings().front().find("enrol it again"), std::string::npos);
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
