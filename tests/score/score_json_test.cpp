#include "score/score_json.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/json.h"

namespace divisi::score {
namespace {

ScoreDocument example() {
  ScoreDocument document;
  document.program_version = "0.1.0";
  document.input_file = "Ein \"Lied\" – 歌.mp3";
  document.input_sha256 = std::string(64, 'a');
  document.model_name = "ours";
  document.options = {{"onset_threshold", 0.45}, {"min_note_s", 0.05}};
  document.score.title = "Lied";
  document.score.duration_s = 12.5;
  document.score.tuning_hz = 442.5;
  document.score.tempo = {{0.0, 96.5}, {6.25, 100.0}};
  document.score.parts = {
      {"Violine", 40, false, {{0.1, 0.3, 69, 80, 0.875}, {0.3, 1.123457, 71, 1, 1.0}}},
      {"Drums", 0, true, {}}};
  return document;
}

TEST(ScoreJson, RoundTrips) {
  const ScoreDocument before = example();
  const auto after = parse_score_json(format_score_json(before), "x.json");
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->input_file, before.input_file);
  EXPECT_EQ(after->input_sha256, before.input_sha256);
  EXPECT_EQ(after->model_name, "ours");
  EXPECT_EQ(after->program_version, "0.1.0");
  EXPECT_EQ(after->options, before.options);
  EXPECT_EQ(after->score.title, "Lied");
  EXPECT_DOUBLE_EQ(after->score.duration_s, 12.5);
  EXPECT_DOUBLE_EQ(after->score.tuning_hz, 442.5);
  ASSERT_EQ(after->score.tempo.size(), 2U);
  EXPECT_DOUBLE_EQ(after->score.tempo[1].beats_per_minute, 100.0);
  ASSERT_EQ(after->score.parts.size(), 2U);
  EXPECT_TRUE(after->score.parts[1].is_drums);
  ASSERT_EQ(after->score.parts[0].notes.size(), 2U);
  const Note& note = after->score.parts[0].notes[1];
  EXPECT_DOUBLE_EQ(note.onset_s, 0.3);
  EXPECT_DOUBLE_EQ(note.offset_s, 1.123457);
  EXPECT_EQ(note.pitch_midi, 71);
  EXPECT_EQ(note.velocity, 1);
  EXPECT_DOUBLE_EQ(after->score.parts[0].notes[0].confidence, 0.875);
}

TEST(ScoreJson, KeepsHowANoteBends) {
  ScoreDocument document = example();
  document.score.parts[0].notes[0].bend_cents = {-200, -17, 0, 200};
  const std::string text = format_score_json(document);
  const auto after = parse_score_json(text, "x.json");
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->score.parts[0].notes[0].bend_cents, (std::vector<int>{-200, -17, 0, 200}));
  EXPECT_TRUE(after->score.parts[0].notes[1].bend_cents.empty());
  for (const std::string wrong : {"-201", "1.5", "\"1\"", "null"}) {
    std::string broken = text;
    broken.replace(broken.find("-17"), 3, wrong);
    const auto read = parse_score_json(broken, "x.json");
    ASSERT_FALSE(read) << wrong;
    EXPECT_NE(read.error().message.find("parts[0].notes[0].bend_cents[1]"), std::string::npos)
        << read.error().message;
  }
}

/// By its name, so that parts may be moved; who has none of that name has none.
TEST(ScoreJson, KeepsWhichPartIsNextBest) {
  ScoreDocument document = example();
  Note& unsure = document.score.parts[0].notes[0];
  unsure.part_confidence = 0.625;
  unsure.next_part = 1;
  document.score.parts[0].notes[1].next_part = 7;  // no such part
  std::string text = format_score_json(document);
  const auto next_of = [&](std::size_t note) {
    const auto read = parse_score_json(text, "x.json");
    EXPECT_TRUE(read) << read.error().message;
    return read->score.parts[0].notes[note].next_part;
  };
  EXPECT_EQ(next_of(0), 1);
  EXPECT_EQ(next_of(1), -1);
  const auto rename = [&](const std::string& to) {
    const std::string key = "\"next_part\": ";
    const std::size_t at = text.find(key) + key.size();
    text.replace(at, text.find('}', at) - at, to);
  };
  rename("\"Gone\"");
  EXPECT_EQ(next_of(0), -1);
  rename("\"Violine\"");
  EXPECT_EQ(next_of(0), -1) << "its own";
  rename("3");
  EXPECT_EQ(next_of(0), -1) << "no name at all";
}

TEST(ScoreJson, KeepsWhoAPartSoundsLikeAndLeavesOutTheUnknown) {
  ScoreDocument document = example();
  EXPECT_EQ(format_score_json(document).find("name_confidence"), std::string::npos);
  EXPECT_EQ(format_score_json(document).find("family"), std::string::npos);
  document.score.parts[0].family = "strings";
  document.score.parts[0].name_confidence = 0.75;
  const auto back = parse_score_json(format_score_json(document), "x.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->score.parts[0].family, "strings");
  EXPECT_DOUBLE_EQ(back->score.parts[0].name_confidence, 0.75);
  EXPECT_EQ(back->score.parts[1].family, "");
  EXPECT_DOUBLE_EQ(back->score.parts[1].name_confidence, 0.0);
}

TEST(ScoreJson, WritesNoConfidenceThatIsNone) {
  ScoreDocument document = example();
  document.score.parts[0].name_confidence = NAN;
  document.score.parts[1].name_confidence = 7.0;
  const auto back = parse_score_json(format_score_json(document), "x.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_DOUBLE_EQ(back->score.parts[0].name_confidence, 0.0);
  EXPECT_DOUBLE_EQ(back->score.parts[1].name_confidence, 1.0);
}

TEST(ScoreJson, KeepsHowSureAPartIsAndItsTimbre) {
  ScoreDocument document = example();
  EXPECT_EQ(format_score_json(document).find("activity"), std::string::npos);
  EXPECT_EQ(format_score_json(document).find("timbre"), std::string::npos);
  document.score.parts[0].activity = 0.625;
  document.score.parts[0].timbre = {0.6f, -0.79999f, 0.0f, 0.00004f};
  const std::string text = format_score_json(document);
  EXPECT_NE(text.find("\"timbre\": [0.6, -0.8, 0, 0]"), std::string::npos) << text;
  const auto back = parse_score_json(text, "x.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_DOUBLE_EQ(back->score.parts[0].activity, 0.625);
  EXPECT_EQ(back->score.parts[0].timbre, (std::vector<float>{0.6f, -0.8f, 0.0f, 0.0f}));
  EXPECT_DOUBLE_EQ(back->score.parts[1].activity, 0.0);
  EXPECT_TRUE(back->score.parts[1].timbre.empty());
}

TEST(ScoreJson, WritesNoTimbreThatIsNone) {
  for (const float wrong : {NAN, INFINITY, -7.0f}) {
    ScoreDocument document = example();
    document.score.parts[0].timbre = {0.5f, wrong};
    document.score.parts[0].activity = wrong;
    document.score.parts[1].timbre = {1.00001f};  // no more than what rounding does
    document.score.parts[1].activity = 7.0;
    const auto back = parse_score_json(format_score_json(document), "x.json");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_TRUE(back->score.parts[0].timbre.empty());
    EXPECT_EQ(back->score.parts[1].timbre, std::vector<float>{1.0f});
    EXPECT_DOUBLE_EQ(back->score.parts[1].activity, 1.0);
  }
}

TEST(ScoreJson, WritingWhatWasReadChangesNothing) {
  ScoreDocument document = example();
  document.score.parts[0].activity = 1.0 / 3.0;
  document.score.parts[0].timbre = {0.12345f, -0.98765f};
  const std::string text = format_score_json(document);
  EXPECT_EQ(format_score_json(*parse_score_json(text, "x.json")), text);
}

TEST(ScoreJson, NamesThePitches) {
  EXPECT_NE(format_score_json(example()).find("\"pitch_midi\": 69, \"pitch_name\": \"A4\""),
            std::string::npos);
}

TEST(ScoreJson, EmptyScoreIsValid) {
  const auto back = parse_score_json(format_score_json({}), "x.json");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_TRUE(back->score.parts.empty());
}

TEST(ScoreJson, WhateverIsWrittenCanBeRead) {
  ScoreDocument wild = example();
  wild.input_file = std::string("bad \xFF\xC3 bytes \x01");
  wild.score.parts[0].program = 500;
  wild.score.parts[0].notes = {{NAN, 1.0, 60, 64, 1.0},       {1.0, 1.0, 60, 64, 1.0},
                               {1.0, 1.0000001, 60, 64, 1.0}, {-1.0, 1.0, 60, 64, 1.0},
                               {1.0, INFINITY, 60, 64, 1.0},  {1.0, 2.0, 200, 64, 1.0},
                               {1.0, 2.0, 60, 0, 7.0},        {1.0, 2.0, 60, 999, NAN}};
  const auto back = parse_score_json(format_score_json(wild), "x.json");
  ASSERT_TRUE(back) << back.error().message;
  ASSERT_EQ(back->score.parts[0].notes.size(), 2U);
  EXPECT_EQ(back->score.parts[0].notes[0].velocity, 1);
  EXPECT_EQ(back->score.parts[0].notes[1].velocity, 127);
}

struct Wrong {
  const char* from;
  const char* to;
  const char* words;
};

class WrongField : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongField, IsNamedWithWhatWasFoundAndExpected) {
  ScoreDocument document = example();
  document.score.parts[0].activity = 0.625;
  document.score.parts[0].timbre = {0.6f, -0.8f};
  std::string text = format_score_json(document);
  const std::size_t at = text.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(GetParam().from).size(), GetParam().to);
  const auto refused = parse_score_json(text, "x.json");
  ASSERT_FALSE(refused) << text;
  EXPECT_NE(refused.error().message.find(GetParam().words), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(refused.error().message.rfind("x.json: ", 0), 0U) << refused.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Fields, WrongField,
    ::testing::Values(
        Wrong{"\"pitch_midi\": 71", "\"pitch_midi\": 171",
              "parts[0].notes[1].pitch_midi: found 171, expected 0 to 127"},
        Wrong{"\"pitch_midi\": 71", "\"pitch_midi\": 71.5", "found 71.5, expected a whole number"},
        Wrong{"\"pitch_midi\": 71", "\"pitch_midi\": \"B4\"", "found a text, expected a number"},
        Wrong{"\"pitch_midi\": 71, ", "", "pitch_midi: found missing, expected a number"},
        Wrong{"\"velocity\": 80", "\"velocity\": 0", "velocity: found 0, expected 1 to 127"},
        Wrong{"\"confidence\": 1", "\"confidence\": 2", "confidence: found 2, expected 0 to 1"},
        Wrong{"\"onset_s\": 0.1", "\"onset_s\": 0.9", "offset_s: found 0.3, expected more than"},
        Wrong{"\"onset_s\": 0.1", "\"onset_s\": -1", "onset_s: found -1, expected 0 to"},
        Wrong{"\"duration_s\": 12.5", "\"duration_s\": null", "duration_s: found null"},
        Wrong{"\"tuning_hz\": 442.5", "\"tuning_hz\": 300",
              "tuning_hz: found 300, expected 390 to 500"},
        Wrong{"\"activity\": 0.625", "\"activity\": 1.5",
              "parts[0].activity: found 1.5, expected 0 to 1"},
        Wrong{"[0.6, -0.8]", "[0.6, -8]", "parts[0].timbre[1]: found -8, expected -1 to 1"},
        Wrong{"[0.6, -0.8]", "[null, 0]", "parts[0].timbre[0]: found null, expected a number"},
        Wrong{"[0.6, -0.8]", "0.6", "parts[0].timbre: found a number, expected an array"},
        Wrong{"\"time_s\": 6.25", "\"time_s\": 0", "tempo[1].time_s: found 0, expected later"},
        Wrong{"\"parts\"", "\"pieces\"", "parts: found missing, expected an array"},
        Wrong{"divisi-notes", "other", "found \"other\", expected \"divisi-notes\""},
        Wrong{"\"format_version\": 1", "\"format_version\": 2", "found 2, expected 1"},
        Wrong{"{", "[", "x.json"}));

TEST(ScoreJson, FieldsOfTheFutureAreIgnored) {
  std::string text = format_score_json(example());
  text.insert(1, "\"key\": {\"fifths\": [1, 2]}, ");
  EXPECT_TRUE(parse_score_json(text, "x.json"));
}

TEST(ScoreJson, MissingFile) {
  const auto missing = read_score_json("/no/such/file.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace divisi::score
