#include "engine/evidence_file.h"

#include <limits>

#include <gtest/gtest.h>

#include "core/rng.h"
#include "divisi/files.h"
#include "engine/evidence_rounding.h"
#include "made_recording.h"
#include "nn/crc32.h"

namespace divisi::engine {
namespace {

constexpr std::size_t kFrames = 50;

Map2d random_map(core::Rng& rng, float steps) {
  Map2d map(kFrames, 88);
  for (float& cell : map.cells) {
    // Mostly silence, as in real maps, with values from one step to 1.
    if (rng.chance(0.1)) cell = rounded(static_cast<float>(rng.uniform()), steps);
  }
  map.cells.back() = 1.0f;
  return map;
}

Transcription made_transcription() {
  core::Rng rng(3);
  Transcription made;
  made.score.title = "a \"title\" \\ with \xC3\xA4";
  made.origin.recording = "take 1.wav";
  made.origin.sample_rate_hz = 44100;
  made.origin.channel_count = 2;
  made.origin.start_s = 12.5;
  made.origin.recording_sha256 = std::string(64, 'b');
  made.origin.model_name = "made";
  made.origin.model_sha256 = std::string(64, 'a');
  made.origin.decode = {0.4, 0.3, 0.2, 0.055, {{"soft_belief", 0.1}}};
  made.evidence.frames = {512.0 / 22050.0, 12.5};
  made.evidence.duration_s = 13.7;
  made.evidence.tuning_hz = made.score.tuning_hz = 431.25;
  made.evidence.onset = random_map(rng, kProbabilitySteps);
  made.evidence.frame = random_map(rng, kProbabilitySteps);
  made.evidence.offset = random_map(rng, kProbabilitySteps);
  made.evidence.velocity = random_map(rng, kVelocitySteps);
  made.evidence.timbre.dimensions = 2;
  made.evidence.timbre.frames = {0, 3, 3, 49};
  made.evidence.timbre.pitches = {0, 2, 87, 87};
  made.evidence.timbre.vectors = {0.5f, -1.0f, 0.0f, 2048.0f, -0.25f, 1.5f, 3.0f, -60000.0f};
  made.evidence.timbre.positions = {-1.0f, 0.0f, 1.0f, 64.0f / 127.0f};
  made.evidence.instruments.dimensions = 13;
  made.evidence.instruments.frames = {3};
  made.evidence.instruments.pitches = {60};
  made.evidence.instruments.vectors.assign(13, -2.5f);
  made.evidence.bends.dimensions = 1;
  made.evidence.bends.frames = {3, 4};
  made.evidence.bends.pitches = {60, 60};
  made.evidence.bends.vectors = {-12.5f, 200.0f};
  return made;
}

/// Puts a fitting checksum at the end, so that what comes before it is looked at.
std::string resealed(std::string bytes) {
  bytes.resize(bytes.size() - 4);
  const std::uint32_t checksum = nn::crc32(bytes);
  for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>((checksum >> (8 * i)) & 0xffU);
  return bytes;
}

std::string with_replaced(std::string bytes, const std::string& from, const std::string& to) {
  bytes.replace(bytes.find(from), from.size(), to);
  return resealed(bytes);
}

TEST(EvidenceFile, GivesBackExactlyWhatWasWritten) {
  const Transcription made = made_transcription();
  const auto read = parse_evidence(encode_evidence(made), "x.evidence");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.onset.cells, made.evidence.onset.cells);
  EXPECT_EQ(read->evidence.frame.cells, made.evidence.frame.cells);
  EXPECT_EQ(read->evidence.offset.cells, made.evidence.offset.cells);
  EXPECT_EQ(read->evidence.velocity.cells, made.evidence.velocity.cells);
  EXPECT_EQ(read->evidence.timbre.dimensions, 2);
  EXPECT_EQ(read->evidence.timbre.frames, made.evidence.timbre.frames);
  EXPECT_EQ(read->evidence.timbre.pitches, made.evidence.timbre.pitches);
  EXPECT_EQ(read->evidence.timbre.vectors, made.evidence.timbre.vectors);
  EXPECT_EQ(read->evidence.timbre.positions, made.evidence.timbre.positions);
  EXPECT_EQ(read->evidence.instruments.dimensions, 13);
  EXPECT_EQ(read->evidence.instruments.frames, made.evidence.instruments.frames);
  EXPECT_EQ(read->evidence.instruments.pitches, made.evidence.instruments.pitches);
  EXPECT_EQ(read->evidence.instruments.vectors, made.evidence.instruments.vectors);
  EXPECT_EQ(read->evidence.bends.dimensions, 1);
  EXPECT_EQ(read->evidence.bends.frames, made.evidence.bends.frames);
  EXPECT_EQ(read->evidence.bends.pitches, made.evidence.bends.pitches);
  EXPECT_EQ(read->evidence.bends.vectors, made.evidence.bends.vectors);
  EXPECT_EQ(read->evidence.frames.hop_s, made.evidence.frames.hop_s);
  EXPECT_EQ(read->evidence.frames.origin_s, 12.5);
  EXPECT_EQ(read->evidence.duration_s, 13.7);
  EXPECT_EQ(read->evidence.tuning_hz, 431.25);
  EXPECT_EQ(read->score.tuning_hz, 431.25);
  EXPECT_EQ(read->score.title, made.score.title);
  EXPECT_EQ(read->origin.recording, "take 1.wav");
  EXPECT_EQ(read->origin.recording_sha256, std::string(64, 'b'));
  EXPECT_EQ(read->origin.decode.onset_threshold, 0.4);
  EXPECT_EQ(read->origin.decode.tuning, made.origin.decode.tuning);
}

TEST(EvidenceFile, HoldsARecordingWithoutFrames) {
  Transcription made = made_transcription();
  for (Map2d* map : {&made.evidence.onset, &made.evidence.frame, &made.evidence.offset,
                     &made.evidence.velocity}) {
    *map = Map2d(0, 88);
  }
  made.evidence.timbre = made.evidence.instruments = made.evidence.bends = {};
  const auto read = parse_evidence(encode_evidence(made), "x");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.onset.rows, 0u);
}

TEST(EvidenceFile, ReadsFilesFromBeforeTheFingerprint) {
  const std::string bytes = encode_evidence(made_transcription());
  const auto read =
      parse_evidence(with_replaced(bytes, "recording_sha256", "recording_shaXXX"), "x.evidence");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->origin.recording_sha256, "");
}

TEST(EvidenceFile, ReadsFilesFromBeforeTheTuning) {
  const std::string bytes = encode_evidence(made_transcription());
  const auto read = parse_evidence(with_replaced(bytes, "tuning_hz", "tuning_XX"), "x.evidence");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.tuning_hz, 440.0);
  EXPECT_EQ(read->score.tuning_hz, 440.0);
}

TEST(EvidenceFile, RefusesWhatIsNotOne) {
  for (const std::string& bytes : {std::string(), std::string("RIFF"), std::string(1000, '\0')}) {
    const auto read = parse_evidence(bytes, "song.wav");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
    EXPECT_NE(read.error().message.find("song.wav"), std::string::npos);
  }
}

TEST(EvidenceFile, NoticesEveryCutAndEveryDamagedByte) {
  const std::string bytes = encode_evidence(made_transcription());
  for (std::size_t length = 0; length < bytes.size(); length += 7) {
    EXPECT_FALSE(parse_evidence(bytes.substr(0, length), "x")) << length;
  }
  for (std::size_t place = 0; place < bytes.size(); place += 5) {
    std::string damaged = bytes;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    EXPECT_FALSE(parse_evidence(damaged, "x")) << place;
  }
}

TEST(EvidenceFile, NamesTheFieldThatIsWrong) {
  const std::string bytes = encode_evidence(made_transcription());
  const struct {
    std::string from, to, field;
  } cases[] = {{"\"pitch_count\":88", "\"pitch_count\":108", "pitch_count"},
               {"\"pitch_count\":88", "\"pitch_cornt\":88", "pitch_count"},
               {"\"frame_count\":50", "\"frame_count\":51", "cell"},
               {"\"frame_count\":50", "\"frame_count\":49", "cell"},
               {"\"tuning_hz\":431", "\"tuning_hz\":531", "tuning_hz"},
               {"\"onset_threshold\":0", "\"onset_threshold\":7", "onset_threshold"}};
  for (const auto& wrong : cases) {
    const auto read = parse_evidence(with_replaced(bytes, wrong.from, wrong.to), "x.evidence");
    ASSERT_FALSE(read) << wrong.to;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
    EXPECT_NE(read.error().message.find(wrong.field), std::string::npos) << read.error().message;
    EXPECT_NE(read.error().message.find("x.evidence"), std::string::npos);
  }
}

/// Read as a file of that version, without the last bytes before the checksum, each of which says
/// of something that it is not there.
Expected<Transcription> read_as_version(char version, std::size_t without,
                                        const Transcription& made) {
  std::string bytes = encode_evidence(made);
  bytes.erase(bytes.size() - 4 - without, without);
  bytes[8] = version;
  return parse_evidence(resealed(bytes), "x");
}

TEST(EvidenceFile, ReadsTheFirstFormatWhichHadNoTimbre) {
  Transcription made = made_transcription();
  made.evidence.timbre = made.evidence.instruments = made.evidence.bends = {};
  const auto read = read_as_version(1, 3, made);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.onset.cells, made.evidence.onset.cells);
  EXPECT_EQ(read->evidence.timbre.dimensions, 0);
}

TEST(EvidenceFile, ReadsTheSecondFormatWhichHadNoPositions) {
  Transcription made = made_transcription();
  made.evidence.timbre.positions = {};
  made.evidence.instruments = made.evidence.bends = {};
  const auto read = read_as_version(2, 3, made);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.timbre.vectors, made.evidence.timbre.vectors);
  EXPECT_TRUE(read->evidence.timbre.positions.empty());
}

TEST(EvidenceFile, ReadsTheThirdFormatWhichHadNoInstruments) {
  Transcription made = made_transcription();
  made.evidence.instruments = made.evidence.bends = {};
  const auto read = read_as_version(3, 2, made);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.timbre.positions, made.evidence.timbre.positions);
  EXPECT_EQ(read->evidence.instruments.dimensions, 0);
}

TEST(EvidenceFile, ReadsTheFourthFormatWhichHadNoBends) {
  Transcription made = made_transcription();
  made.evidence.bends = {};
  const auto read = read_as_version(4, 1, made);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->evidence.instruments.vectors, made.evidence.instruments.vectors);
  EXPECT_EQ(read->evidence.bends.dimensions, 0);
}

TEST(EvidenceFile, RefusesBendsOfSeveralNumbers) {
  Transcription made = made_transcription();
  made.evidence.bends.dimensions = 2;
  made.evidence.bends.vectors.resize(4);
  const auto read = parse_evidence(encode_evidence(made), "x");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("bends"), std::string::npos);
}

TEST(EvidenceFile, RefusesALaterFormat) {
  std::string bytes = encode_evidence(made_transcription());
  bytes[8] = 6;
  const auto read = parse_evidence(resealed(bytes), "x");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::unsupported);
}

TEST(EvidenceFile, SurvivesAnyBytesBehindAGoodChecksum) {
  const std::string bytes = encode_evidence(made_transcription());
  core::Rng rng(11);
  int accepted = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string damaged = bytes;
    for (int i = rng.integer(1, 4); i > 0; --i) {
      damaged[static_cast<std::size_t>(rng.integer(12, static_cast<int>(bytes.size()) - 5))] =
          static_cast<char>(rng.integer(0, 255));
    }
    const auto read = parse_evidence(resealed(damaged), "x");
    if (!read) continue;
    ++accepted;
    EXPECT_TRUE(Transcriber::decode(read->evidence, read->origin.decode));
  }
  EXPECT_GT(accepted, 0);
}

TEST(EvidenceFile, IsSmallForSparseMaps) {
  const Transcription made = made_transcription();
  EXPECT_LT(encode_evidence(made).size(), kFrames * 88 * 4 * sizeof(float) / 6);
}

TEST(SaveEvidence, SaysWhichFileCannotBeWrittenOrRead) {
  const testing::TemporaryFolder folder;
  const auto written = save_evidence(made_transcription(), folder / "no/such/x.evidence");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::io);
  const auto read = load_evidence(folder / "absent.evidence");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::not_found);
  EXPECT_NE(read.error().message.find("absent.evidence"), std::string::npos);
}

TEST(Rounding, IsIdempotentAndTamesWhatIsNoProbability) {
  core::Rng rng(5);
  for (int i = 0; i < 1000; ++i) {
    const float once = rounded(static_cast<float>(rng.uniform()), kProbabilitySteps);
    EXPECT_EQ(rounded(once, kProbabilitySteps), once);
  }
  EXPECT_EQ(rounded(std::numeric_limits<float>::quiet_NaN(), kVelocitySteps), 0.0f);
  EXPECT_EQ(rounded(std::numeric_limits<float>::infinity(), kVelocitySteps), 1.0f);
  EXPECT_EQ(rounded(-3.0f, kVelocitySteps), 0.0f);
}

}  // namespace
}  // namespace divisi::engine
