#include "divisi/transcriber.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "divisi/files.h"
#include "transcriber_fixture.h"

namespace divisi {
namespace {

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

TEST_F(TranscriberTest, InstrumentsThatAreKnownGetTheirNotes) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  TranscribeOptions options{.keep_evidence = true, .keep_dealing = true};
  options.parts.instruments = {"flute", "piano", "bass"};
  const auto found = transcriber_->transcribe(path, options);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->score.parts.size(), 3u) << "in their order, without drums";
  EXPECT_EQ(found->score.parts[0].name, "Flute");
  EXPECT_EQ(found->score.parts[0].program, 73);
  EXPECT_EQ(found->score.parts[2].family, "bass");
  expect_same(notes_of_all_parts(found->score), notes_of(path, {.parts = {.count = 1}}), "parts");
  EXPECT_EQ(found->dealing.shares.columns, 3u);
  const auto again = transcriber_->decode(found->evidence, found->origin.decode, options.parts);
  ASSERT_TRUE(again) << again.error().message;
  expect_same_parts(*again, found->score, "dealt again");
}

/// Made weights say of about half of all families that they play a note, too.
TEST_F(TranscriberTest, WhatTwoInstrumentsPlayIsWrittenForBoth) {
  const double answers = 2.0 * parts::kFamilyCount;
  const auto listener = with_parts({{"company.dimensions", {answers}}});
  ASSERT_TRUE(listener) << listener.error().message;
  const auto path = write("tones.wav", made::made_recording(6.0));
  TranscribeOptions options{.keep_evidence = true, .keep_dealing = true};
  options.parts.instruments = {"flute", "piano", "bass", "guitar", "organ"};
  const auto found = listener->transcribe(path, options);
  ASSERT_TRUE(found) << found.error().message;
  const std::vector<Note> dealt = found->dealing.notes;
  std::size_t written = 0;
  for (std::size_t p = 0; p < found->score.parts.size(); ++p) {
    const std::vector<Note>& notes = found->score.parts[p].notes;
    written += notes.size();
    for (std::size_t n = 1; n < notes.size(); ++n)
      EXPECT_LE(notes[n - 1].onset_s, notes[n].onset_s) << "in order";
    for (std::size_t n = 0; n < dealt.size(); ++n) {
      if (found->dealing.part_of_note[n] != static_cast<int>(p)) continue;
      const auto count = std::count_if(notes.begin(), notes.end(), [&](const Note& note) {
        return note.onset_s == dealt[n].onset_s && note.pitch_midi == dealt[n].pitch_midi;
      });
      EXPECT_EQ(count, 1) << "once in its own part";
    }
  }
  EXPECT_GT(written, dealt.size());
  EXPECT_LT(written, dealt.size() * found->score.parts.size());
  const auto again = listener->decode(found->evidence, found->origin.decode, options.parts);
  ASSERT_TRUE(again) << again.error().message;
  expect_same_parts(*again, found->score, "dealt again");
}

/// A note that a guitar plays, first or second, is written for one of the two.
TEST_F(TranscriberTest, TwoOfOneFamilyShareItsNotes) {
  const double answers = 2.0 * parts::kFamilyCount;
  const auto listener = with_parts({{"company.dimensions", {answers}}});
  ASSERT_TRUE(listener) << listener.error().message;
  TranscribeOptions options;
  options.parts.instruments = {"guitar", "piano", "guitar", "organ"};
  const auto found = listener->transcribe(write("tones.wav", made::made_recording(6.0)), options);
  ASSERT_TRUE(found) << found.error().message;
  const std::vector<Part>& parts = found->score.parts;
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(parts[0].name, "Guitar 1");
  EXPECT_EQ(parts[1].name, "Piano");
  EXPECT_EQ(parts[2].name, "Guitar 2");
  const auto expect_apart = [](const std::vector<Note>& notes, const std::vector<Note>& others) {
    EXPECT_GT(notes.size() + others.size(), 0u);
    for (const Note& note : notes) {
      EXPECT_TRUE(std::none_of(others.begin(), others.end(), [&](const Note& one) {
        return one.onset_s == note.onset_s && one.pitch_midi == note.pitch_midi;
      }));
    }
  };
  expect_apart(parts[0].notes, parts[2].notes);

  options.parts.instruments = {"guitar", "guitar"};
  const auto guitars = listener->transcribe(folder_ / "tones.wav", options);
  ASSERT_TRUE(guitars) << guitars.error().message;
  ASSERT_EQ(guitars->score.parts.size(), 2u);
  for (const Part& part : guitars->score.parts) EXPECT_FALSE(part.notes.empty()) << part.name;
  expect_apart(guitars->score.parts[0].notes, guitars->score.parts[1].notes);
}

TEST_F(TranscriberTest, MoreInstrumentsThanPartsMayBeAreRefused) {
  TranscribeOptions options;
  options.parts.instruments.assign(65, "guitar");
  const auto found =
      transcriber_->transcribe(write("tones.wav", made::made_recording(1.0)), options);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::invalid_argument);
  EXPECT_NE(found.error().message.find("65 instruments"), std::string::npos);
}

/// Made weights doubt some notes: those are heard, but not written, unless somebody asks for them.
TEST_F(TranscriberTest, NotesThatAreDoubtedAreLeftOut) {
  const auto listener = with_parts({{"truth.dimensions", {1.0}}});
  ASSERT_TRUE(listener) << listener.error().message;
  const auto path = write("tones.wav", made::made_recording(6.0));
  const std::vector<Note> all = notes_of(path, {.parts = {.count = 1}});

  std::vector<Note> heard;
  TranscribeOptions options{.keep_evidence = true};
  options.on_note = [&](const Note& note) { heard.push_back(note); };
  const auto found = listener->transcribe(path, options);
  ASSERT_TRUE(found) << found.error().message;
  const std::vector<Note> written = notes_of_all_parts(found->score);
  expect_same(heard, all, "heard");
  EXPECT_LT(written.size(), all.size());
  EXPECT_GT(written.size(), 0u);
  for (const Note& note : written) {
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const Note& one) {
      return one.onset_s == note.onset_s && one.pitch_midi == note.pitch_midi;
    }));
  }

  options.parts.keep_doubtful = true;
  const auto kept = listener->transcribe(path, options);
  ASSERT_TRUE(kept);
  expect_same(notes_of_all_parts(kept->score), all, "kept");

  auto decider = listener->decoder_for(found->evidence, 1);
  ASSERT_TRUE(decider);
  for (const bool keep : {false, true, false}) {
    const auto again = decider->decode(found->origin.decode, {.keep_doubtful = keep});
    ASSERT_TRUE(again);
    expect_same_parts(*again, keep ? kept->score : found->score, "decided again");
  }
}

TEST_F(TranscriberTest, OneInstrumentHasAllNotes) {
  const auto path = write("tones.wav", made::made_recording(3.0));
  TranscribeOptions options;
  options.parts.instruments = {"organ", "drums"};
  const auto found = transcriber_->transcribe(path, options);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_GE(found->score.parts.size(), 1u);
  EXPECT_EQ(found->score.parts[0].name, "Organ");
  expect_same(found->score.parts[0].notes, notes_of(path, {.parts = {.count = 1}}), "organ");
}

TEST_F(TranscriberTest, DrumsThatAreNamedHaveAPartHoweverFewTheirHits) {
  const auto path = write("tones.wav", made::made_recording(3.0));
  const auto drum_parts = [&](const std::vector<std::string>& instruments) {
    TranscribeOptions options;
    options.parts.instruments = instruments;
    const auto found = transcriber_->transcribe(path, options);
    EXPECT_TRUE(found);
    return std::count_if(found->score.parts.begin(), found->score.parts.end(),
                         [](const Part& part) { return part.is_drums; });
  };
  EXPECT_EQ(drum_parts({}), 0) << "nobody drums here";
  EXPECT_EQ(drum_parts({"organ"}), 0);
  EXPECT_EQ(drum_parts({"organ", "drums"}), 1);
}

TEST_F(TranscriberTest, InstrumentsNeedSomebodyWhoTellsThemApart) {
  const auto path = write("tones.wav", made::made_recording(3.0));
  TranscribeOptions options{.keep_evidence = true};
  options.parts.instruments = {"piano", "guitar", "kazoo"};
  const auto kazoo = transcriber_->transcribe(path, options);
  ASSERT_FALSE(kazoo);
  EXPECT_EQ(kazoo.error().code, ErrorCode::invalid_argument);
  options.parts.instruments = {"piano", "guitar"};
  auto found = transcriber_->transcribe(path, options);
  ASSERT_TRUE(found) << found.error().message;
  found->evidence.instruments = {};
  const auto without = transcriber_->decode(found->evidence, found->origin.decode, options.parts);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, ErrorCode::unsupported);
}

TEST_F(TranscriberTest, BeginningsAreHeardTheSameWhateverTheChunksAndThreads) {
  const auto path = write("tones.wav", made::made_recording(6.0));
  const auto first =
      transcriber_->transcribe(path, {.threads = 1, .parts = {.count = 0}, .keep_evidence = true});
  ASSERT_TRUE(first);
  const TimbreCells& expected = first->evidence.instruments;
  ASSERT_GT(expected.frames.size(), 9u);
  EXPECT_EQ(expected.dimensions, 13 + 3) << "families, and what tells players apart";
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
  const auto listener = with_parts(made::only_positions());
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

}  // namespace
}  // namespace divisi
