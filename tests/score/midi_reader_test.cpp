#include "score/midi_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "core/rng.h"

namespace divisi::score {
namespace {

std::string header(int type, int tracks, int division) {
  std::string bytes("MThd\0\0\0\6", 8);
  for (const int value : {type, tracks, division}) {
    bytes += static_cast<char>(value >> 8);
    bytes += static_cast<char>(value & 0xff);
  }
  return bytes;
}

std::string track(std::string events) {
  std::string bytes("MTrk\0\0", 6);
  bytes += static_cast<char>(events.size() >> 8);
  bytes += static_cast<char>(events.size() & 0xff);
  return bytes + events;
}

std::string hex(const std::string& digits) {
  std::string bytes;
  std::string pair;
  for (const char c : digits) {
    if (c == ' ') continue;
    pair += c;
    if (pair.size() < 2) continue;
    bytes += static_cast<char>(std::stoi(pair, nullptr, 16));
    pair.clear();
  }
  return bytes;
}

const std::string kEnd = "00 FF 2F 00";

Expected<Score> parse_track(const std::string& events, MidiReadOptions options = {}) {
  return parse_midi(header(0, 1, 96) + track(hex(events)), "test.mid", options);
}

TEST(MidiReader, OneNoteAtTheDefaultTempo) {
  const auto score = parse_track("60 90 3C 50 60 80 3C 00 " + kEnd);
  ASSERT_TRUE(score) << score.error().message;
  ASSERT_EQ(score->parts.size(), 1U);
  const Note& note = score->parts[0].notes.at(0);
  EXPECT_DOUBLE_EQ(note.onset_s, 0.5);
  EXPECT_DOUBLE_EQ(note.offset_s, 1.0);
  EXPECT_EQ(note.pitch_midi, 60);
  EXPECT_EQ(note.velocity, 0x50);
  EXPECT_DOUBLE_EQ(score->duration_s, 1.0);
}

TEST(MidiReader, RunningStatusAndNoteOnOfVelocityZero) {
  const auto score = parse_track("00 90 3C 50 60 3C 00 00 40 40 60 40 00 " + kEnd);
  ASSERT_TRUE(score);
  ASSERT_EQ(score->parts[0].notes.size(), 2U);
  EXPECT_DOUBLE_EQ(score->parts[0].notes[1].onset_s, 0.5);
  EXPECT_EQ(score->parts[0].notes[1].pitch_midi, 64);
}

TEST(MidiReader, TempoMapOfTheFirstTrackHoldsForAll) {
  // 120 bpm for one quarter, then 60 bpm.
  const std::string file = header(1, 2, 96) +
                           track(hex("00 FF 51 03 07 A1 20 60 FF 51 03 0F 42 40 " + kEnd)) +
                           track(hex("60 90 3C 50 60 80 3C 00 " + kEnd));
  const auto score = parse_midi(file, "test.mid");
  ASSERT_TRUE(score);
  EXPECT_DOUBLE_EQ(score->parts[0].notes[0].onset_s, 0.5);
  EXPECT_DOUBLE_EQ(score->parts[0].notes[0].offset_s, 1.5);
  ASSERT_EQ(score->tempo.size(), 2U);
  EXPECT_DOUBLE_EQ(score->tempo[1].time_s, 0.5);
  EXPECT_DOUBLE_EQ(score->tempo[1].beats_per_minute, 60.0);
}

TEST(MidiReader, ProgramsChannelsAndDrumsMakeParts) {
  const auto score = parse_track(
      "00 C0 28 00 90 3C 50 60 80 3C 00 "  // violin
      "00 C0 49 00 90 40 50 60 80 40 00 "  // the same channel as a flute
      "00 99 24 50 10 89 24 00 " +
      kEnd);  // drums
  ASSERT_TRUE(score);
  ASSERT_EQ(score->parts.size(), 3U);
  EXPECT_EQ(score->parts[0].program, 40);
  EXPECT_EQ(score->parts[1].program, 73);
  EXPECT_TRUE(score->parts[2].is_drums);
}

TEST(MidiReader, OverlappingNotesOfOneKeyEndInTheOrderTheyBegan) {
  const auto score = parse_track("00 90 3C 50 30 90 3C 51 30 80 3C 00 30 80 3C 00 " + kEnd);
  ASSERT_TRUE(score);
  const auto& notes = score->parts[0].notes;
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_DOUBLE_EQ(notes[0].offset_s, 0.5);
  EXPECT_DOUBLE_EQ(notes[1].offset_s, 0.75);
}

TEST(MidiReader, NotesWithoutReleaseOrLength) {
  const auto score = parse_track("00 90 3C 50 00 40 50 00 80 40 00 60 FF 2F 00");
  ASSERT_TRUE(score);
  const auto& notes = score->parts[0].notes;
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_DOUBLE_EQ(notes[0].offset_s, 0.5);  // held to the end of the track
  EXPECT_GT(notes[1].offset_s, notes[1].onset_s);
}

TEST(MidiReader, PedalHoldsOnlyWhenAsked) {
  const std::string events =
      "00 B0 40 7F 00 90 3C 50 60 80 3C 00 60 B0 40 00 60 90 3C 50 60 80 3C 00 " + kEnd;
  EXPECT_DOUBLE_EQ(parse_track(events)->parts[0].notes[0].offset_s, 0.5);
  EXPECT_DOUBLE_EQ(parse_track(events, {true})->parts[0].notes[0].offset_s, 1.0);
  EXPECT_DOUBLE_EQ(parse_track(events, {true})->parts[0].notes[1].offset_s, 2.0);
}

TEST(MidiReader, AlienChunksAndLongHeadersAreSkipped) {
  std::string file = header(1, 1, 96);
  file += std::string("XFIH\0\0\0\2ab", 10);
  file += track(hex("00 90 3C 50 60 80 3C 00 " + kEnd));
  EXPECT_TRUE(parse_midi(file, "test.mid"));
  std::string longer("MThd\0\0\0\x08\0\0\0\1\0\x60??", 16);
  EXPECT_TRUE(parse_midi(longer + track(hex("00 90 3C 50 60 80 3C 00 " + kEnd)), "test.mid"));
}

struct Broken {
  std::string bytes;
  ErrorCode code;
};

class BrokenMidi : public testing::TestWithParam<Broken> {};

TEST_P(BrokenMidi, IsRefusedInOneLineThatNamesTheFile) {
  const auto score = parse_midi(GetParam().bytes, "bad.mid");
  ASSERT_FALSE(score);
  EXPECT_EQ(score.error().code, GetParam().code) << score.error().message;
  EXPECT_EQ(score.error().message.rfind("bad.mid: ", 0), 0U) << score.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenMidi,
    testing::Values(
        Broken{"", ErrorCode::corrupt}, Broken{"RIFF", ErrorCode::corrupt},
        Broken{"MThd", ErrorCode::corrupt}, Broken{header(0, 1, 96), ErrorCode::corrupt},
        Broken{header(0, 1, 0) + track(""), ErrorCode::corrupt},
        Broken{header(2, 1, 96) + track(""), ErrorCode::unsupported},
        Broken{header(0, 1, 0xE728) + track(""), ErrorCode::unsupported},
        Broken{header(0, 1, 96) + track(hex("00 3C 50")), ErrorCode::corrupt},     // no status
        Broken{header(0, 1, 96) + track(hex("00 90 3C")), ErrorCode::corrupt},     // cut short
        Broken{header(0, 1, 96) + track(hex("00 90 BC 50")), ErrorCode::corrupt},  // no data byte
        Broken{header(0, 1, 96) + track(hex("FF FF FF FF FF")), ErrorCode::corrupt},
        Broken{header(0, 1, 96) + track(hex("00 F4")), ErrorCode::corrupt},
        Broken{header(0, 1, 96) + track(hex("00 FF 51 01 07")), ErrorCode::corrupt},
        Broken{header(0, 1, 96) + track(hex("00 FF 01 7F 00")), ErrorCode::corrupt},
        Broken{header(0, 1, 96) + std::string("MTrk\0\0\1\0ab", 10), ErrorCode::corrupt}));

/// Eight bytes of a file must not cost a megabyte of memory for a moment, or this takes minutes.
TEST(MidiReader, ManyEmptyTracksAreQuick) {
  std::string bytes = header(1, 2, 96);
  for (int i = 0; i < 400'000; ++i) bytes += std::string("MTrk\0\0\0\0", 8);
  const auto score = parse_midi(bytes, "empty.mid");
  ASSERT_TRUE(score) << score.error().message;
  EXPECT_TRUE(score->parts.empty());
}

TEST(MidiReader, AnyBytesAreSafe) {
  core::Rng rng(7);
  const std::string good = header(1, 2, 96) + track(hex("00 FF 51 03 07 A1 20 " + kEnd)) +
                           track(hex("00 C0 05 60 90 3C 50 60 3C 00 00 B0 40 7F " + kEnd));
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = good;
    for (int change = rng.integer(1, 6); change > 0; --change) {
      const int at = rng.integer(0, static_cast<int>(bytes.size()) - 1);
      bytes[static_cast<std::size_t>(at)] = static_cast<char>(rng.integer(0, 255));
    }
    if (rng.chance(0.3)) bytes.resize(static_cast<std::size_t>(rng.integer(0, 60)));
    const auto score = parse_midi(bytes, "fuzz.mid");
    if (!score) continue;
    for (const Part& part : score->parts) {
      for (const Note& note : part.notes) ASSERT_LT(note.onset_s, note.offset_s);
    }
  }
}

TEST(MidiReader, MissingFileIsNamed) {
  const auto score = read_midi("/nowhere/song.mid");
  ASSERT_FALSE(score);
  EXPECT_EQ(score.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace divisi::score
