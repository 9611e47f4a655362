#include "divisi/evidence_decoder.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "decode/tuning.h"
#include "divisi/files.h"
#include "divisi/transcriber.h"
#include "transcriber_fixture.h"

namespace divisi {
namespace {

DecodeOptions random_options(const DecodeOptions& usual, core::Rng& rng) {
  DecodeOptions options = with_threshold(usual, rng.uniform(0.05, 0.95));
  if (rng.chance(0.5)) options.onset_threshold = rng.uniform(0.01, 0.99);
  if (rng.chance(0.5)) options.offset_threshold = rng.uniform(0.01, 0.99);
  if (rng.chance(0.5)) options.min_note_s = rng.uniform(0.01, 0.4);
  decode::DecodeTuning tuning;
  decode::for_each_field(tuning, [&](const char* name, double value) {
    if (rng.chance(0.2)) options.tuning.emplace_back(name, value * rng.uniform(0.0, 2.0));
  });
  return options;
}

PartOptions random_parts(core::Rng& rng) { return {rng.integer(0, 5), rng.integer(1, 6)}; }

/// Maps of noise that now and then holds, and cells of all timbres.
Evidence random_evidence(core::Rng& rng, std::size_t rows, int dimensions) {
  Evidence evidence;
  evidence.frames = {512.0 / 22050.0, rng.uniform(-0.01, 2.0)};
  evidence.duration_s = evidence.frames.time_s(static_cast<double>(rows) * rng.uniform(0.3, 1.0));
  for (Map2d* map : {&evidence.onset, &evidence.frame, &evidence.offset, &evidence.velocity}) {
    *map = Map2d(rows, 88);
    float level = 0.0f;
    for (std::size_t pitch = 0; pitch < 88; ++pitch) {
      for (std::size_t row = 0; row < rows; ++row) {
        if (rng.chance(0.2)) level = rng.chance(0.7) ? 0.0f : static_cast<float>(rng.uniform());
        map->at(row, pitch) = level;
      }
    }
  }
  evidence.timbre.dimensions = dimensions;
  evidence.bends.dimensions = 1;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t pitch = 0; pitch < 88; ++pitch) {
      if (evidence.frame.at(row, pitch) < 0.05f) continue;
      evidence.timbre.frames.push_back(static_cast<std::uint32_t>(row));
      evidence.timbre.pitches.push_back(static_cast<std::uint16_t>(pitch));
      for (int d = 0; d < dimensions; ++d)
        evidence.timbre.vectors.push_back(static_cast<float>(rng.normal()));
      evidence.bends.frames.push_back(static_cast<std::uint32_t>(row));
      evidence.bends.pitches.push_back(static_cast<std::uint16_t>(pitch));
      evidence.bends.vectors.push_back(static_cast<float>(rng.integer(-200, 200)));
    }
  }
  return evidence;
}

void expect_same_notes(const Part& found, const Part& expected) {
  ASSERT_EQ(found.notes.size(), expected.notes.size());
  for (std::size_t n = 0; n < found.notes.size(); ++n) {
    const Note& a = found.notes[n];
    const Note& b = expected.notes[n];
    ASSERT_EQ(a.onset_s, b.onset_s) << "note " << n;
    ASSERT_EQ(a.offset_s, b.offset_s) << "note " << n;
    ASSERT_EQ(a.pitch_midi, b.pitch_midi) << "note " << n;
    ASSERT_EQ(a.velocity, b.velocity) << "note " << n;
    ASSERT_EQ(a.confidence, b.confidence) << "note " << n;
    ASSERT_EQ(a.part_confidence, b.part_confidence) << "note " << n;
    ASSERT_EQ(a.bend_cents, b.bend_cents) << "note " << n;
  }
}

void expect_same(const Expected<Score>& found, const Expected<Score>& expected) {
  ASSERT_TRUE(found && expected);
  ASSERT_EQ(found->title, expected->title);
  ASSERT_EQ(found->duration_s, expected->duration_s);
  ASSERT_EQ(found->tempo.size(), expected->tempo.size());
  for (std::size_t t = 0; t < found->tempo.size(); ++t) {
    ASSERT_EQ(found->tempo[t].time_s, expected->tempo[t].time_s);
    ASSERT_EQ(found->tempo[t].beats_per_minute, expected->tempo[t].beats_per_minute);
  }
  ASSERT_EQ(found->parts.size(), expected->parts.size());
  for (std::size_t p = 0; p < found->parts.size(); ++p) {
    const Part& a = found->parts[p];
    const Part& b = expected->parts[p];
    ASSERT_EQ(a.name, b.name);
    ASSERT_EQ(a.program, b.program);
    ASSERT_EQ(a.is_drums, b.is_drums);
    ASSERT_EQ(a.family, b.family);
    ASSERT_EQ(a.name_confidence, b.name_confidence);
    ASSERT_EQ(a.activity, b.activity);
    ASSERT_EQ(a.timbre, b.timbre);
    expect_same_notes(a, b);
  }
}

class EvidenceDecoderTest : public TranscriberTest {
 protected:
  /// Decides again and again, each time as decode() does.
  void expect_faithful(EvidenceDecoder& decoder, const Evidence& evidence, core::Rng& rng,
                       int times) {
    DecodeOptions options = transcriber_->default_decode_options();
    for (int i = 0; i < times; ++i) {
      SCOPED_TRACE("decision " + std::to_string(i));
      const PartOptions parts = random_parts(rng);
      expect_same(decoder.decode(options, parts), transcriber_->decode(evidence, options, parts));
      expect_same(decoder.decode(options), Transcriber::decode(evidence, options));
      if (HasFatalFailure()) return;
      // Now and then only the parts are others, so that what is kept is used.
      if (rng.chance(0.6)) options = random_options(options, rng);
    }
  }
};

TEST_F(EvidenceDecoderTest, OfNothingIsNothing) {
  Evidence evidence;
  evidence.frames.hop_s = 0.02;
  auto decoder = transcriber_->decoder_for(evidence);
  ASSERT_TRUE(decoder) << decoder.error().message;
  expect_same(decoder->decode({}), Transcriber::decode(evidence, {}));
  expect_same(decoder->decode({}, {}), transcriber_->decode(evidence, {}, {}));
  evidence.timbre.dimensions = 5;
  decoder = transcriber_->decoder_for(evidence);
  ASSERT_TRUE(decoder);
  expect_same(decoder->decode({}, {}), transcriber_->decode(evidence, {}, {}));
}

TEST_F(EvidenceDecoderTest, RefusesWhatDecodeRefuses) {
  Evidence evidence;
  EXPECT_FALSE(transcriber_->decoder_for(evidence)) << "a hop of nothing";
  evidence.frames.hop_s = 0.02;
  EXPECT_FALSE(transcriber_->decoder_for(evidence, -1));
  auto decoder = transcriber_->decoder_for(evidence);
  ASSERT_TRUE(decoder);
  EXPECT_FALSE(decoder->decode({.onset_threshold = 0.0}));
  EXPECT_FALSE(decoder->decode({}, {.count = 65}));
  EXPECT_FALSE(decoder->decode({}, {.count = 0, .most = 0}));
}

TEST_F(EvidenceDecoderTest, OfARecordingGivesExactlyWhatDecodeGives) {
  const auto path = folder_ / "tones.wav";
  ASSERT_TRUE(audio::write_audio(path, made::made_recording(12.0), audio::AudioEncoding::float_32));
  const auto heard = transcriber_->transcribe(path, {.keep_evidence = true});
  ASSERT_TRUE(heard) << heard.error().message;
  for (const int threads : {1, 3}) {
    SCOPED_TRACE(threads);
    core::Rng rng(5);
    auto decoder = transcriber_->decoder_for(heard->evidence, threads);
    ASSERT_TRUE(decoder);
    expect_faithful(*decoder, heard->evidence, rng, 12);
  }
}

TEST_F(EvidenceDecoderTest, OfAnyEvidenceGivesExactlyWhatDecodeGives) {
  core::Rng rng(6);
  std::size_t note_count = 0;
  for (int trial = 0; trial < 12; ++trial) {
    SCOPED_TRACE("evidence " + std::to_string(trial));
    const auto rows = static_cast<std::size_t>(rng.integer(1, trial < 6 ? 60 : 700));
    const Evidence evidence = random_evidence(rng, rows, trial % 4 == 3 ? 4 : 5);
    auto decoder = transcriber_->decoder_for(evidence, 1 + trial % 3);
    ASSERT_TRUE(decoder) << decoder.error().message;
    expect_faithful(*decoder, evidence, rng, 4);
    if (HasFatalFailure()) return;
    note_count += decoder->decode({})->parts.front().notes.size();
  }
  EXPECT_GT(note_count, 1000u) << "the test must see notes";
}

TEST_F(EvidenceDecoderTest, OutlivesItsTranscriberAndDisturbsNoOther) {
  core::Rng rng(7);
  const Evidence evidence = random_evidence(rng, 300, 5);
  const Expected<Score> expected = transcriber_->decode(evidence, {}, PartOptions());
  auto first = transcriber_->decoder_for(evidence, 2);
  auto second = transcriber_->decoder_for(evidence, 2);
  ASSERT_TRUE(first && second);
  transcriber_.reset();
  Expected<Score> elsewhere = Error{};
  std::thread other([&] { elsewhere = second->decode({}, PartOptions()); });
  expect_same(first->decode({}, PartOptions()), expected);
  other.join();
  expect_same(elsewhere, expected);
}

/// With the weights that are built in, and a real piece.
TEST(EvidenceDecoderBuiltIn, OfTheExampleGivesExactlyWhatDecodeGives) {
  const auto transcriber = Transcriber::create();
  if (!transcriber) GTEST_SKIP() << transcriber.error().message;
  const auto heard = transcriber->transcribe(DIVISI_SOURCE_DIR "/examples/wiegenlied.flac",
                                             {.keep_evidence = true});
  ASSERT_TRUE(heard) << heard.error().message;
  auto decoder = transcriber->decoder_for(heard->evidence, 2);
  ASSERT_TRUE(decoder);
  for (const double threshold : {0.3, 0.5, 0.8}) {
    const DecodeOptions options = with_threshold(transcriber->default_decode_options(), threshold);
    const Expected<Score> notes = Transcriber::decode(heard->evidence, options);
    expect_same(decoder->decode(options), notes);
    EXPECT_GT(notes->parts.front().notes.size(), 10u);
    for (const int count : {0, 2, 4}) {
      SCOPED_TRACE(std::to_string(threshold) + ", parts " + std::to_string(count));
      const PartOptions parts{.count = count};
      expect_same(decoder->decode(options, parts),
                  transcriber->decode(heard->evidence, options, parts));
    }
  }
}

}  // namespace
}  // namespace divisi
