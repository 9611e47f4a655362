#include "score/musicxml_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "core/rng.h"
#include "score/notation.h"

namespace divisi::score {
namespace {

pugi::xml_document parse(const std::string& text) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_string(text.c_str());
  EXPECT_TRUE(result) << result.description();
  return document;
}

BeatGrid even_grid(double beats_per_minute, int beats, int beats_per_bar = 4) {
  BeatGrid grid;
  grid.beats_per_minute = beats_per_minute;
  grid.beats_per_bar = beats_per_bar;
  for (int i = 0; i < beats; ++i) grid.beats_s.push_back(i * 60.0 / beats_per_minute);
  return grid;
}

int pitch_of(const pugi::xml_node& note) {
  const pugi::xml_node pitch = note.child("pitch");
  const std::string steps = "C D EF G A B";
  return static_cast<int>(steps.find(pitch.child("step").text().get())) +
         pitch.child("alter").text().as_int() + 12 * (pitch.child("octave").text().as_int() + 1);
}

/// The rules that every bar of every document must keep. Returns the number of struck notes.
int check_document(const pugi::xml_document& document) {
  int struck = 0;
  for (const pugi::xml_node part : document.child("score-partwise").children("part")) {
    int beats = 0;
    std::map<std::string, std::multiset<int>> tied;  // by voice: pitches that must go on
    for (const pugi::xml_node measure : part.children("measure")) {
      if (const auto time = measure.child("attributes").child("time"))
        beats = time.child("beats").text().as_int();
      std::map<std::string, int> filled;
      std::map<std::string, int> open_tuplets;
      int now = 0;
      for (const pugi::xml_node node : measure.children()) {
        const int duration = node.child("duration").text().as_int();
        if (std::string(node.name()) == "backup") now -= duration;
        if (std::string(node.name()) != "note") continue;
        const std::string voice = node.child("voice").text().get();
        EXPECT_GT(duration, 0);
        if (!node.child("chord")) {
          now += duration;
          filled[voice] += duration;
          const auto notations = node.child("notations");
          for (const pugi::xml_node tuplet : notations.children("tuplet")) {
            open_tuplets[voice] +=
                std::string(tuplet.attribute("type").value()) == "start" ? 1 : -1;
          }
          const bool tripled = static_cast<bool>(node.child("time-modification"));
          EXPECT_EQ(tripled, duration == 4 || duration == 8);
        }
        bool stops = false;
        for (const pugi::xml_node tie : node.children("tie")) {
          const bool start = std::string(tie.attribute("type").value()) == "start";
          auto& going = tied[voice];
          if (start) {
            going.insert(pitch_of(node));
          } else {
            stops = true;
            EXPECT_TRUE(going.contains(pitch_of(node)));
            if (going.contains(pitch_of(node))) going.erase(going.find(pitch_of(node)));
          }
        }
        struck += !stops && !node.child("rest") ? 1 : 0;
      }
      EXPECT_EQ(now, beats * 12) << "after the last voice the bar is full";
      for (const auto& [voice, units] : filled) EXPECT_EQ(units, beats * 12) << "voice " << voice;
      for (const auto& [voice, open] : open_tuplets) EXPECT_EQ(open, 0) << "voice " << voice;
    }
    for (const auto& [voice, going] : tied) EXPECT_TRUE(going.empty()) << "a tie leads nowhere";
  }
  return struck;
}

std::vector<std::string> values(const Part& part, double bpm = 120.0, int beats = 16) {
  Score score;
  score.parts = {part};
  const auto document = parse(format_musicxml(score, even_grid(bpm, beats)));
  check_document(document);
  std::vector<std::string> words;
  for (const auto measure : document.child("score-partwise").child("part").children("measure")) {
    for (const auto note : measure.children("note")) {
      std::string word = note.child("rest") ? "r:" : std::to_string(pitch_of(note)) + ":";
      word += note.child("type") ? note.child("type").text().get() : "bar";
      for ([[maybe_unused]] const auto dot : note.children("dot")) word += ".";
      if (note.child("time-modification")) word += "/3";
      if (note.find_child_by_attribute("tie", "type", "start")) word += "~";
      words.push_back(word);
    }
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(MusicXml, PlainRhythms) {
  EXPECT_EQ(values({"",
                    40,
                    false,
                    {{0.0, 0.5, 67, 80, 1},
                     {0.5, 0.75, 69, 80, 1},
                     {0.75, 1.0, 71, 80, 1},
                     {1.0, 2.0, 72, 80, 1}}}),
            (Words{"67:quarter", "69:eighth", "71:eighth", "72:half"}));
}

TEST(MusicXml, ShortlyHeldNotesAreWrittenOut) {
  EXPECT_EQ(values({"",
                    40,
                    false,
                    {{0.01, 0.40, 67, 80, 1},
                     {0.49, 0.90, 69, 80, 1},
                     {1.02, 1.38, 71, 80, 1},
                     {1.5, 1.93, 72, 80, 1}}}),
            (Words{"67:quarter", "69:quarter", "71:quarter", "72:quarter"}));
}

TEST(MusicXml, TripletsWhereTheyFit) {
  const double third = 0.5 / 3.0;
  EXPECT_EQ(values({"",
                    40,
                    false,
                    {{0.0, third, 67, 80, 1},
                     {third, 2 * third, 69, 80, 1},
                     {2 * third, 0.5, 71, 80, 1},
                     {0.5, 1.0, 72, 80, 1},
                     {1.0, 1.0 + 2 * third, 74, 80, 1},
                     {1.0 + 2 * third, 2.0, 76, 80, 1}}}),
            (Words{"67:eighth/3", "69:eighth/3", "71:eighth/3", "72:quarter", "74:quarter/3",
                   "76:eighth/3~", "76:quarter"}));
}

TEST(MusicXml, NotesAreTiedOverBarLines) {
  EXPECT_EQ(values({"", 40, false, {{1.5, 2.75, 67, 80, 1}, {2.75, 4.0, 69, 80, 1}}}),
            (Words{"r:half.", "67:quarter~", "67:quarter.", "69:eighth~", "69:half"}));
}

TEST(MusicXml, ChordsShareAStemAndLongNotesGetASecondVoice) {
  EXPECT_EQ(values({"",
                    40,
                    false,
                    {{0.0, 0.5, 67, 80, 1},
                     {0.0, 0.5, 71, 80, 1},
                     {0.0, 2.0, 60, 80, 1},
                     {0.5, 2.0, 72, 80, 1}}}),
            (Words{"67:quarter", "71:quarter", "72:half.", "60:whole"}));
}

TEST(MusicXml, NotesBelowTheFirstOctaveAreLeftOut) {
  EXPECT_EQ(values({"", 40, false, {{0.0, 2.0, 12, 80, 1}, {0.0, 2.0, 13, 80, 1}}}),
            (Words{"13:whole"}));
}

TEST(MusicXml, StrokesOnDrumsReachUpToTheNext) {
  const Part drums = {"",
                      0,
                      true,
                      {{0.0, 0.05, 36, 80, 1},
                       {0.0, 0.02, 42, 80, 1},
                       {0.5, 0.55, 38, 80, 1},
                       {1.0, 1.05, 36, 80, 1},
                       {1.25, 1.3, 42, 80, 1},
                       {1.5, 1.52, 38, 80, 1},
                       {1.625, 1.9, 38, 80, 1}}};
  // 12 is what a note without pitch reads as.
  EXPECT_EQ(values(drums), (Words{"12:quarter", "12:quarter", "12:quarter", "12:eighth",
                                  "12:eighth", "12:16th", "12:eighth."}));
}

TEST(MusicXml, RestsOfTheSecondVoiceAreNotDrawn) {
  Score score;
  score.parts = {{"", 40, false, {{0.0, 2.0, 72, 80, 1}, {0.5, 1.0, 64, 80, 1}}}};
  const auto document = parse(format_musicxml(score, even_grid(120.0, 8)));
  check_document(document);
  std::map<std::string, int> hidden;
  std::map<std::string, int> rests;
  for (const auto note :
       document.child("score-partwise").child("part").child("measure").children("note")) {
    if (!note.child("rest")) continue;
    const std::string voice = note.child("voice").text().get();
    ++rests[voice];
    hidden[voice] += std::string(note.attribute("print-object").value()) == "no" ? 1 : 0;
  }
  EXPECT_EQ(hidden["1"], 0);
  EXPECT_GT(rests["2"], 0);
  EXPECT_EQ(hidden["2"], rests["2"]);
}

TEST(MusicXml, ScoreStartsWithTheBarOfItsFirstNote) {
  EXPECT_EQ(values({"", 40, false, {{10.0, 12.0, 67, 80, 1}}}, 120.0, 40), (Words{"67:whole"}));
}

Score random_score(std::uint64_t seed) {
  core::Rng rng(seed);
  Score score;
  score.title = "Random <&> \"music\"";
  for (int p = 0; p < 3; ++p) {
    Part part{p == 2 ? "" : "Part & " + std::to_string(p), p * 20, p == 2, {}};
    for (int i = 0; i < 150; ++i) {
      const double onset_s = rng.uniform(0.0, 20.0);
      part.notes.push_back({onset_s, onset_s + rng.uniform(0.01, 2.5),
                            p == 2 ? rng.integer(35, 59) : rng.integer(30, 95), 80, 1.0});
    }
    score.parts.push_back(part);
  }
  return score;
}

TEST(MusicXml, EveryBarOfAnythingIsFull) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Score score = random_score(seed);
    const auto document =
        parse(format_musicxml(score, even_grid(60.0 + 7.0 * seed, 60, seed % 2 ? 3 : 4)));
    const int struck = check_document(document);
    EXPECT_GT(struck, 200) << "most notes are there, but for those in one place";
    EXPECT_STREQ(document.child("score-partwise").child("work").child("work-title").text().get(),
                 "Random <&> \"music\"");
  }
}

TEST(MusicXml, WidePartsHaveTwoStavesAndLowOnesABassClef) {
  Score score;
  score.parts = {{"Piano", 0, false, {{0.0, 1.0, 40, 80, 1}, {0.0, 1.0, 76, 80, 1}}},
                 {"Cello", 42, false, {{0.0, 1.0, 45, 80, 1}}},
                 {"Drums", 0, true, {{0.0, 0.1, 36, 80, 1}, {0.5, 0.6, 42, 80, 1}}}};
  const auto document = parse(format_musicxml(score, even_grid(120.0, 8)));
  check_document(document);
  auto part = document.child("score-partwise").child("part");
  EXPECT_EQ(part.child("measure").child("attributes").child("staves").text().as_int(), 2);
  part = part.next_sibling("part");
  EXPECT_STREQ(part.child("measure").child("attributes").child("clef").child("sign").text().get(),
               "F");
  part = part.next_sibling("part");
  EXPECT_STREQ(part.child("measure").child("attributes").child("clef").child("sign").text().get(),
               "percussion");
  EXPECT_TRUE(part.child("measure").child("note").child("unpitched"));
}

TEST(MusicXml, AccidentalsAreWrittenOnceInABar) {
  Score score;
  score.parts = {{"",
                  40,
                  false,
                  {{0.0, 0.5, 66, 80, 1},
                   {0.5, 1.0, 66, 80, 1},
                   {1.0, 1.5, 65, 80, 1},
                   {1.5, 2.0, 60, 80, 1},
                   {2.0, 2.5, 66, 80, 1},
                   {2.5, 9.9, 60, 80, 1}}}};
  const auto document = parse(format_musicxml(score, even_grid(120.0, 20)));
  ASSERT_EQ(document.child("score-partwise")
                .child("part")
                .child("measure")
                .child("attributes")
                .child("key")
                .child("fifths")
                .text()
                .as_int(),
            0);
  Words signs;
  for (const auto measure : document.child("score-partwise").child("part").children("measure")) {
    for (const auto note : measure.children("note"))
      signs.push_back(note.child("accidental").text().get());
  }
  signs.resize(5);
  EXPECT_EQ(signs, (Words{"sharp", "", "natural", "", "sharp"}));
}

TEST(MusicXml, DegenerateScoresAreDocuments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Score wild;
  wild.title = "bad \xFF\x01 title";
  wild.parts = {{"\xC3",
                 -5,
                 false,
                 {{nan, 1.0, 60, 64, 1.0},
                  {1.0, nan, 60, 64, 1.0},
                  {2.0, 1.0, 60, 64, 1.0},
                  {0.0, 1.0, 300, 64, 1.0},
                  {1e9, 2e9, 60, 64, 1.0},
                  {1.0, 9e6, 60, 64, 1.0},
                  {8e6, 8e6 + 1, 60, 64, 1.0}}}};
  for (const Score& score : {Score{}, wild}) {
    const auto document = parse(format_musicxml(score, estimate_beats(score)));
    check_document(document);
    EXPECT_TRUE(document.child("score-partwise").child("part").child("measure"));
  }
}

}  // namespace
}  // namespace divisi::score
