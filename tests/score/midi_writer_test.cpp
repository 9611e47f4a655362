#include "score/midi_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"
#include "score/midi_reader.h"
#include "score/tick_ruler.h"

namespace divisi::score {
namespace {

Score read_back(const Score& score) {
  const Expected<Score> back = parse_midi(format_midi(score), "written.mid");
  EXPECT_TRUE(back) << (back ? "" : back.error().message);
  return back ? *back : Score{};
}

/// Notes of one pitch each follow one another, so that none has to be changed.
Part random_part(std::uint64_t seed, double duration_s) {
  core::Rng rng(seed);
  Part part{"Violin", 40, false, {}};
  for (double time_s = rng.uniform(0.0, 1.0); time_s < duration_s;) {
    const double end_s = time_s + rng.uniform(0.02, 1.5);
    part.notes.push_back({time_s, end_s, rng.integer(40, 90), rng.integer(1, 127), 1.0});
    time_s = end_s + rng.uniform(0.003, 0.5);
  }
  return part;
}

double worst_time_error_s(const Score& score) {
  const Score back = read_back(score);
  if (back.parts.size() != score.parts.size()) return 1e9;
  double worst_s = 0.0;
  for (std::size_t p = 0; p < score.parts.size(); ++p) {
    const auto& before = score.parts[p].notes;
    const auto& after = back.parts[p].notes;
    if (before.size() != after.size()) return 1e9;
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].pitch_midi, after[i].pitch_midi);
      EXPECT_EQ(before[i].velocity, after[i].velocity);
      worst_s = std::max({worst_s, std::fabs(before[i].onset_s - after[i].onset_s),
                          std::fabs(before[i].offset_s - after[i].offset_s)});
    }
  }
  return worst_s;
}

class AnyTempo : public ::testing::TestWithParam<double> {};

TEST_P(AnyTempo, TimesComeBackWithinAMillisecond) {
  Score score;
  score.tempo = {{0.0, GetParam()}};
  score.parts = {random_part(1, 60.0), random_part(2, 60.0)};
  score.parts[1].name = "Cello";
  EXPECT_LT(worst_time_error_s(score), 0.001);
}

INSTANTIATE_TEST_SUITE_P(Tempi, AnyTempo, ::testing::Values(3.7, 20.0, 39.9, 40.0, 120.3, 999.0));

TEST(MidiWriter, RoundingDoesNotAddUpOverTenHours) {
  Score score;
  score.tempo = {{0.0, 133.7}};
  for (int second = 1; second < 36000; second += 500) {
    score.tempo.push_back({second + 0.123, 60.0 + second % 97 + 0.456});
  }
  Part part{"Piano", 0, false, {}};
  for (int second = 0; second < 36000; second += 10) {
    part.notes.push_back({second + 0.777, second + 1.333, 60, 64, 1.0});
  }
  score.parts = {part};
  EXPECT_LT(worst_time_error_s(score), 0.001);
}

TEST(MidiWriter, KeepsNamesProgramsDrumsAndTempi) {
  Score score;
  score.title = "Für Élise";
  score.tempo = {{0.0, 90.0}, {2.0, 120.0}};
  score.parts = {{"Flöte", 73, false, {{0.5, 1.0, 70, 80, 1.0}}},
                 {"Drums", 0, true, {{0.5, 0.6, 38, 90, 1.0}}}};
  const Score back = read_back(score);
  ASSERT_EQ(back.parts.size(), 2U);
  EXPECT_EQ(back.parts[0].name, "Flöte");
  EXPECT_EQ(back.parts[0].program, 73);
  EXPECT_FALSE(back.parts[0].is_drums);
  EXPECT_TRUE(back.parts[1].is_drums);
  ASSERT_EQ(back.tempo.size(), 2U);
  EXPECT_NEAR(back.tempo[0].beats_per_minute, 90.0, 1e-3);
  EXPECT_NEAR(back.tempo[1].time_s, 2.0, 1e-3);
  EXPECT_NEAR(back.tempo[1].beats_per_minute, 120.0, 1e-3);
  EXPECT_NE(format_midi(score).find("Für Élise"), std::string::npos);
}

TEST(MidiWriter, OverlappingNotesOfOnePitchAreCutWhereTheNextBegins) {
  Score score;
  score.parts = {{"Piano",
                  0,
                  false,
                  {{0.0, 3.0, 60, 64, 1.0},
                   {1.0, 2.0, 60, 70, 1.0},
                   {1.0, 2.5, 60, 71, 1.0},
                   {2.5, 3.0, 60, 72, 1.0}}}};
  const Score back = read_back(score);
  ASSERT_EQ(back.parts.size(), 1U);
  const std::vector<Note>& notes = back.parts[0].notes;
  ASSERT_EQ(notes.size(), 3U);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 1e-3);
  EXPECT_EQ(notes[1].velocity, 71) << "the longer of two that begin together";
  EXPECT_NEAR(notes[1].offset_s, 2.5, 1e-3);
  EXPECT_NEAR(notes[2].onset_s, 2.5, 1e-3) << "touching notes: off before on";
  EXPECT_NEAR(notes[2].offset_s, 3.0, 1e-3);
}

TEST(MidiWriter, MoreThanFifteenPartsGoToASecondPort) {
  Score score;
  for (int i = 0; i < 33; ++i) {
    score.parts.push_back(
        {"Part " + std::to_string(i), i, false, {{i * 1.0, i + 0.5, 60, 64, 1.0}}});
  }
  const Score back = read_back(score);
  ASSERT_EQ(back.parts.size(), 33U);
  for (std::size_t i = 0; i < 33; ++i) {
    EXPECT_EQ(back.parts[i].program, static_cast<int>(i));
    EXPECT_FALSE(back.parts[i].is_drums) << "channel 10 is for percussion only";
    ASSERT_EQ(back.parts[i].notes.size(), 1U);
  }
  EXPECT_NE(format_midi(score).find("\xFF\x21\x01\x02"), std::string::npos);
}

TEST(MidiWriter, WhatIsNoNoteIsLeftOut) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  Score score;
  score.tempo = {{nan, 120.0}, {0.0, -5.0}, {3.0, 100.0}, {1.0, 80.0}};
  score.parts = {{"",
                  999,
                  false,
                  {{nan, 1.0, 60, 64, 1.0},
                   {0.0, infinity, 60, 64, 1.0},
                   {0.0, 1.0, 128, 64, 1.0},
                   {0.0, 1.0, -1, 64, 1.0},
                   {1e300, 2e300, 60, 64, 1.0},
                   {-1.0, 0.5, 61, 500, 1.0}}}};
  const Score back = read_back(score);
  ASSERT_EQ(back.parts.size(), 1U);
  ASSERT_EQ(back.parts[0].notes.size(), 1U);
  EXPECT_EQ(back.parts[0].notes[0].pitch_midi, 61);
  EXPECT_EQ(back.parts[0].notes[0].velocity, 127);
  EXPECT_DOUBLE_EQ(back.parts[0].notes[0].onset_s, 0.0);
}

TEST(MidiWriter, NoNotesAreAFileToo) {
  EXPECT_TRUE(read_back(Score{}).parts.empty());
  Score no_tempo;
  no_tempo.tempo.clear();
  EXPECT_TRUE(parse_midi(format_midi(no_tempo), "x"));
}

TEST(TickRuler, TicksFollowTheTempo) {
  const TickRuler ruler({{0.0, 120.0}, {1.0, 60.0}});
  EXPECT_EQ(ruler.ticks_per_quarter(), 960);
  EXPECT_EQ(ruler.tick_at(0.0), 0);
  EXPECT_EQ(ruler.tick_at(0.5), 960);
  EXPECT_EQ(ruler.tick_at(1.0), 1920);
  EXPECT_EQ(ruler.tick_at(2.0), 2880);
}

Score bending_score() {
  Score score;
  Part line{"Voice", 53, false, {{0.0, 1.0, 60, 90}, {1.5, 2.0, 62, 90}}};
  line.notes[0].bend_cents = {-200, 0, 200};
  Part chord{"Guitar", 24, false, {{0.0, 1.0, 52, 80}, {0.0, 1.0, 55, 80}}};
  chord.notes[0].bend_cents = {50, 0};
  score.parts = {line, chord, {"Piano", 0, false, {{0.5, 1.5, 48, 70}}}};
  return score;
}

/// How often `bytes` stand in the file.
int count_of(const std::string& file, const std::string& bytes) {
  int count = 0;
  for (auto at = file.find(bytes); at != std::string::npos; at = file.find(bytes, at + 1)) ++count;
  return count;
}

TEST(MidiBends, TurnTheWheelOfTheChannelAsFarAsItSays) {
  const std::string file = format_midi(bending_score());
  EXPECT_EQ(count_of(file, {'\xB0', 101, 0}), 1)
      << "two semitones, said by the one part that bends";
  EXPECT_EQ(count_of(file, {'\xB0', 6, 2}), 1);
  EXPECT_EQ(count_of(file, {'\xE0', 0, 0}), 1) << "all the way down";
  EXPECT_EQ(count_of(file, {'\xE0', 127, 127}), 1) << "all the way up";
  EXPECT_EQ(count_of(file, {'\xE0', 0, 64}), 2) << "the middle: on the way, and for the next note";
  EXPECT_EQ(count_of(file, "\xE1"), 0) << "notes of a chord do not bend";
}

TEST(MidiBends, ComeBeforeTheNoteThatTheyBend) {
  Score score = bending_score();
  score.parts.resize(1);
  const std::string file = format_midi(score);
  EXPECT_LT(file.find(std::string{'\xE0', 0, 0}), file.find(std::string{'\x90', 60, 90}));
  EXPECT_EQ(read_back(score).parts.front().notes.size(), 2U);
}

TEST(MidiBends, OfMpeAreEachNotesOwn) {
  const Score score = bending_score();
  const std::string file = format_midi(score, MidiBends::mpe);
  EXPECT_EQ(count_of(file, {'\xB0', 100, 6}), 2) << "a zone for each part that bends";
  EXPECT_EQ(count_of(file, {'\xB0', 6, 15}), 2) << "of fifteen channels";
  EXPECT_EQ(count_of(file, {'\x91', 52, 80}) + count_of(file, {'\x92', 52, 80}), 1);
  EXPECT_EQ(count_of(file, {'\x91', 55, 80}) + count_of(file, {'\x92', 55, 80}), 1);
  EXPECT_EQ(count_of(file, {'\x90', 48, 70}), 1) << "a part that keeps still has one channel";

  const Expected<Score> back = parse_midi(file, "mpe.mid");
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->parts.size(), 3U) << "a zone is one part";
  for (std::size_t p = 0; p < 3; ++p) {
    EXPECT_EQ(back->parts[p].name, score.parts[p].name);
    EXPECT_EQ(back->parts[p].program, score.parts[p].program);
    EXPECT_EQ(back->parts[p].notes.size(), score.parts[p].notes.size());
  }
}

}  // namespace
}  // namespace divisi::score
