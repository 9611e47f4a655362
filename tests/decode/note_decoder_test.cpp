#include "decode/note_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "core/rng.h"
#include "decode/decode_notes.h"
#include "decode/whole_evidence.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

/// Maps with runs, plateaus, peaks and noise, and now and then a value that is none.
Evidence random_evidence(core::Rng& rng, std::size_t rows) {
  Evidence evidence = evidence_of({}, rows);
  const double wildness = rng.uniform();
  for (Map2d* map : {&evidence.onset, &evidence.frame, &evidence.offset, &evidence.velocity}) {
    for (std::size_t column = 0; column < map->columns; ++column) {
      double level = rng.uniform();
      for (std::size_t row = 0; row < rows; ++row) {
        if (rng.chance(0.1 + 0.8 * wildness)) level = rng.uniform(-0.2, 1.2);
        if (rng.chance(0.05)) level = 1.0;
        map->at(row, column) = rng.chance(0.01) ? std::nanf("") : static_cast<float>(level);
      }
    }
  }
  if (rng.chance(0.3)) evidence.duration_s *= rng.uniform();
  return evidence;
}

DecodeOptions random_options(core::Rng& rng) {
  return {rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform(0.0, 0.1)};
}

DecodeTuning random_tuning(core::Rng& rng) {
  DecodeTuning tuning;
  for_each_field(tuning, [&](const char*, double& field) {
    if (rng.chance(0.3)) field *= rng.uniform(0.0, 2.0);
  });
  return tuning;
}

std::vector<Note> decode_in_pieces(const Evidence& evidence, const DecodeOptions& options,
                                   const DecodeTuning& tuning, core::Rng& rng, int longest) {
  NoteDecoder decoder(evidence.frames, evidence.pitches, options, tuning);
  std::vector<Note> notes;
  const std::size_t rows = rows_in_recording(evidence);
  for (std::size_t first = 0; first < rows;) {
    const auto count = std::min(static_cast<std::size_t>(rng.integer(0, longest)), rows - first);
    const auto some = decoder.push(rows_of(evidence, first, count));
    notes.insert(notes.end(), some.begin(), some.end());
    first += count;
  }
  const auto last = decoder.finish(evidence.duration_s);
  notes.insert(notes.end(), last.begin(), last.end());
  return notes;
}

void expect_equal(const std::vector<Note>& a, const std::vector<Note>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].onset_s, b[i].onset_s);
    ASSERT_EQ(a[i].offset_s, b[i].offset_s);
    ASSERT_EQ(a[i].pitch_midi, b[i].pitch_midi);
    ASSERT_EQ(a[i].velocity, b[i].velocity);
    ASSERT_EQ(a[i].confidence, b[i].confidence);
  }
}

void expect_well_formed(const std::vector<Note>& notes, const Evidence& evidence,
                        const DecodeOptions& options) {
  std::map<int, double> sounds_until;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const Note& n = notes[i];
    ASSERT_GE(n.onset_s, 0.0);
    ASSERT_LT(n.onset_s, n.offset_s);
    ASSERT_LE(n.offset_s, evidence.duration_s);
    ASSERT_GE(n.offset_s - n.onset_s, options.min_note_s);
    ASSERT_GE(n.pitch_midi, 21);
    ASSERT_LE(n.pitch_midi, 108);
    ASSERT_GE(n.velocity, 1);
    ASSERT_LE(n.velocity, 127);
    ASSERT_GE(n.confidence, 0.0);
    ASSERT_LE(n.confidence, 1.0);
    const auto previous = sounds_until.find(n.pitch_midi);
    if (previous != sounds_until.end()) {
      ASSERT_LE(previous->second, n.onset_s) << n.pitch_midi;
    }
    sounds_until[n.pitch_midi] = n.offset_s;
    if (i == 0) continue;
    ASSERT_TRUE(notes[i - 1].onset_s < n.onset_s ||
                (notes[i - 1].onset_s == n.onset_s && notes[i - 1].pitch_midi < n.pitch_midi));
  }
}

TEST(NoteDecoder, AnyInputGivesWellFormedNotesAndAnyPartitionTheSame) {
  std::size_t note_count = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    SCOPED_TRACE(seed);
    core::Rng rng(seed);
    const Evidence evidence =
        random_evidence(rng, static_cast<std::size_t>(rng.integer(0, seed % 10 == 0 ? 900 : 120)));
    const DecodeOptions options = random_options(rng);
    const DecodeTuning tuning = random_tuning(rng);
    const auto whole = decode_notes(evidence, options, tuning);
    expect_well_formed(whole, evidence, options);
    for (const int longest : {1, 7, 300}) {
      expect_equal(decode_in_pieces(evidence, options, tuning, rng, longest), whole);
    }
    if (HasFatalFailure()) return;
    note_count += whole.size();
  }
  EXPECT_GT(note_count, 10000U) << "the test must see notes";
}

TEST(NoteDecoder, NotesComeWhenTheyAreFinal) {
  const Evidence evidence = evidence_of({note(0.5, 1.0, 60), note(5.0, 6.0, 62)}, 300);
  NoteDecoder decoder(kFrames, kPitches, {});
  EXPECT_TRUE(decoder.push(rows_of(evidence, 0, 40)).empty());
  const auto first = decoder.push(rows_of(evidence, 40, 60));
  ASSERT_EQ(first.size(), 1U) << "long before the end of the recording";
  EXPECT_EQ(first[0].pitch_midi, 60);
  const auto rest = decoder.push(rows_of(evidence, 100, 200));
  const auto last = decoder.finish();
  ASSERT_EQ(rest.size() + last.size(), 1U);
}

TEST(NoteDecoder, AHeldNoteKeepsTheOrder) {
  const Evidence evidence = evidence_of({note(0.5, 4.0, 40), note(1.0, 1.5, 67)}, 250);
  NoteDecoder decoder(kFrames, kPitches, {});
  EXPECT_TRUE(decoder.push(rows_of(evidence, 0, 150)).empty());
  const auto notes = decoder.push(rows_of(evidence, 150, 100));
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].pitch_midi, 40);
}

TEST(NoteDecoder, FinishingAtOnceIsSilence) {
  NoteDecoder decoder(kFrames, kPitches, {});
  EXPECT_TRUE(decoder.finish().empty());
}

TEST(NoteDecoderDeathTest, NothingFollowsTheEnd) {
  const Evidence evidence = evidence_of({}, 10);
  NoteDecoder decoder(kFrames, kPitches, {});
  (void)decoder.finish();
  EXPECT_DEATH((void)decoder.push(rows_of(evidence, 0, 1)), "after finish");
  EXPECT_DEATH((void)decoder.finish(), "once");
}

/// An hour of dense music, in pieces that are used again and again. The bound is several times
/// what a slow core needs; it is there to catch work that grows with the square of the length.
TEST(NoteDecoder, AnHourTakesMoments) {
  core::Rng rng(2);
  std::vector<Note> notes;
  for (double time_s = 0.0; time_s < 60.0; time_s += 0.05) {
    notes.push_back(note(time_s, time_s + rng.uniform(0.1, 2.0), rng.integer(30, 100)));
  }
  const std::size_t rows = 2584;
  const Evidence minute = evidence_of(notes, rows);
  const auto start = std::chrono::steady_clock::now();
  NoteDecoder decoder(kFrames, kPitches, {});
  std::size_t count = 0;
  for (int i = 0; i < 60; ++i) count += decoder.push(rows_of(minute, 0, rows)).size();
  count += decoder.finish().size();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  RecordProperty("seconds", std::to_string(taken.count()));
  EXPECT_GT(count, 40000U);
  EXPECT_LT(taken.count(), 20.0);
}

TEST(WholeEvidence, GivesTheSameNotesHoweverOftenAndWithWhateverOptions) {
  core::Rng rng(31);
  for (int trial = 0; trial < 60; ++trial) {
    const auto rows = static_cast<std::size_t>(rng.integer(0, trial < 30 ? 40 : 400));
    const Evidence evidence = random_evidence(rng, rows);
    const WholeEvidence whole(evidence);
    for (int again = 0; again < 3; ++again) {
      const DecodeOptions options = random_options(rng);
      const DecodeTuning tuning = random_tuning(rng);
      SCOPED_TRACE(trial);
      expect_equal(whole.notes(options, tuning), decode_notes(evidence, options, tuning));
      expect_equal(whole.notes(options, tuning), decode_notes(evidence, options, tuning));
    }
  }
}

TEST(WholeEvidence, MapsThatAreAbsentAreSilent) {
  core::Rng rng(32);
  Evidence evidence = random_evidence(rng, 300);
  evidence.onset = {};
  evidence.velocity = {};
  const std::vector<Note> expected = decode_notes(evidence, {});
  ASSERT_FALSE(expected.empty());
  expect_equal(WholeEvidence(evidence).notes({}), expected);
}

}  // namespace
}  // namespace divisi::decode
