#include "divisi/transcriber.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "divisi/files.h"
#include "transcriber_fixture.h"

namespace divisi {
namespace {

bool bends(const Score& score) {
  const std::vector<Note> notes = notes_of_all_parts(score);
  return std::any_of(notes.begin(), notes.end(),
                     [](const Note& note) { return !note.bend_cents.empty(); });
}

/// The made model finds notes anywhere, around which there are others' harmonics.
AudioBuffer tones() { return made::made_recording(6.0); }

void expect_same_bends(const std::vector<Note>& found, const std::vector<Note>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n)
    EXPECT_EQ(found[n].bend_cents, expected[n].bend_cents) << n;
}

TEST_F(TranscriberTest, NotesBendUnlessNobodyWantsIt) {
  const auto path = write("tones.wav", tones());
  const auto found = transcriber_->transcribe(path, {.parts = {.count = 1}});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(bends(found->score));
  const auto without = transcriber_->transcribe(path, {.parts = {.count = 1}, .bends = false});
  ASSERT_TRUE(without);
  EXPECT_FALSE(bends(without->score));
}

TEST_F(TranscriberTest, BendsAreTheSameWhateverTheChunksAndAgainFromEvidence) {
  const auto path = write("tones.wav", tones());
  const auto first =
      transcriber_->transcribe(path, {.threads = 1, .parts = {.count = 1}, .keep_evidence = true});
  ASSERT_TRUE(first && save_evidence(*first, folder_ / "tones.evidence"));
  const std::vector<Note> expected = notes_of_all_parts(first->score);
  expect_same_bends(notes_of(path, {.threads = 3, .chunk_frames = 17, .parts = {.count = 1}}),
                    expected);
  const auto loaded = load_evidence(folder_ / "tones.evidence");
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto again = Transcriber::decode(loaded->evidence, loaded->origin.decode);
  ASSERT_TRUE(again);
  expect_same_bends(notes_of_all_parts(*again), expected);
  auto decoder = transcriber_->decoder_for(loaded->evidence);
  ASSERT_TRUE(decoder);
  const auto slider = decoder->decode(loaded->origin.decode);
  ASSERT_TRUE(slider);
  expect_same_bends(notes_of_all_parts(*slider), expected);
}

TEST_F(TranscriberTest, EvidenceWithBendsOfSeveralNumbersIsRefused) {
  auto found = transcriber_->transcribe(write("tones.wav", tones()), {.keep_evidence = true});
  ASSERT_TRUE(found);
  found->evidence.bends.dimensions = 2;
  const auto decoded = Transcriber::decode(found->evidence, found->origin.decode);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace divisi
