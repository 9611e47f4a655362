// Clips that a recipe writes down: reading them, playing them, and those of the repository.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "score/midi_writer.h"
#include "soundfont.h"
#include "synth/degrade.h"
#include "synth/echo.h"
#include "synth/generate.h"
#include "synth/player_choice.h"
#include "synth/recipe.h"
#include "synth/single_line.h"

namespace divisi::synth {
namespace {

namespace fs = std::filesystem;

/// Two hands and a drummer: quarter notes at 120, the right hand in thirds.
Score little_score() {
  Score score;
  Part piano;
  Part drums;
  drums.is_drums = true;
  for (int i = 0; i < 40; ++i) {
    const double onset_s = 0.5 * i;
    piano.notes.push_back({onset_s, onset_s + 0.45, 64 + i % 3, 80});
    piano.notes.push_back({onset_s, onset_s + 0.45, 67 + i % 3, 80});
    piano.notes.push_back({onset_s, onset_s + 0.45, 40 + i % 5, 80});
    drums.notes.push_back({onset_s, onset_s + 0.002, 36, 90});  // as sequencers write them
  }
  score.parts = {piano, drums};
  return score;
}

class PiecesTest : public testing::Test {
 protected:
  void SetUp() override {
    if (any_soundfont().empty()) GTEST_SKIP() << "no soundfont is installed";
    root_ =
        fs::path(testing::TempDir()) /
        ("pieces_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
    ASSERT_TRUE(score::write_midi(little_score(), root_ / "little.mid"));
    write_recipe(R"({"tracks": [0], "instrument": "oboe", "player": "fluid 68 )" + font() +
                 R"(", "line": "top", "lowest_pitch": 60},
                 {"tracks": [0], "instrument": "bass", "player": "oscillator pad",
                  "line": "bottom", "highest_pitch": 59, "transpose_semitones": -12,
                  "effects": ["low_pass", "echo"]},
                 {"tracks": [1], "instrument": "drums", "player": "kit synthetic"})");
  }

  static std::string font() { return fs::path(any_soundfont()).filename().string(); }

  void write_recipe(const std::string& parts) const {
    std::ofstream(root_ / "recipe.json")
        << R"({"kinds": {"pieces": 1}, "soundfonts": [")" << any_soundfont() << R"("],
               "degrade": {"room": 0, "equaliser": 0, "compression": 0, "noise": 0, "codec": 0},
               "pieces": [{"name": "first", "split": "test", "score": "little.mid", "start_s": -0.5,
                           "length_s": 6, "is_sequenced": true, "parts": [)"
        << parts << R"(]},
                          {"name": "second", "split": "train", "score": "little.mid",
                           "start_s": 4, "length_s": 5, "tempo_scale": 0.5, "hall_rt60_s": 0.5,
                           "parts": [)"
        << parts << "]}]}";
  }

  GenerateOptions options() const {
    GenerateOptions result;
    result.recipe = root_ / "recipe.json";
    result.midi = root_;
    result.out = root_ / "set";
    result.stems = true;
    return result;
  }

  Expected<Clip> make(int number) const {
    const auto generator = Generator::open(options());
    if (!generator) return generator.error();
    return (*generator)->make_clip(number);
  }

  void expect_refused(const std::string& said) const {
    const Expected<Clip> clip = make(0);
    ASSERT_FALSE(clip);
    EXPECT_NE(clip.error().message.find(said), std::string::npos) << clip.error().message;
  }

  fs::path root_;
};

TEST_F(PiecesTest, PlaysWhatIsWritten) {
  const Expected<Clip> clip = make(0);
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_EQ(clip->mix.size(), 6U * kRateHz);
  ASSERT_EQ(clip->stems.size(), 3U);
  std::map<int, std::vector<Note>> sources;
  for (const LabelledNote& labelled : clip->notes)
    sources[labelled.source].push_back(labelled.note);
  ASSERT_EQ(sources.size(), 2U);
  ASSERT_EQ(sources[0].size(), 11U);
  ASSERT_EQ(sources[1].size(), 11U);
  EXPECT_EQ(clip->drums.size(), 11U);
  for (int i = 0; i < 11; ++i) {
    EXPECT_EQ(sources[0][i].pitch_midi, 67 + i % 3);  // the upper of the thirds
    EXPECT_EQ(sources[1][i].pitch_midi, 28 + i % 5);
    EXPECT_NEAR(sources[0][i].onset_s, 0.5 + 0.5 * i, 0.06);
    EXPECT_NEAR(sources[1][i].onset_s, 0.5 + 0.5 * i, 0.002);
  }
  const std::string facts = clip->facts.to_json();
  for (const char* said : {R"("piece": "first")", R"("split": "test")", "\"score\": \"little.mid\"",
                           R"("instruments": ["oboe", "bass", "drums"])", "oscillator pad",
                           "\"echo_s\"", "\"part_low_pass_hz\""}) {
    EXPECT_NE(facts.find(said), std::string::npos) << said << facts;
  }
}

TEST_F(PiecesTest, StemsAreHeardAndAddUp) {
  for (const int number : {0, 1}) {
    const Expected<Clip> clip = make(number);
    ASSERT_TRUE(clip) << clip.error().message;
    Signal sum(clip->mix.size(), 0.0F);
    for (const Signal& stem : clip->stems) {
      EXPECT_GT(active_rms(stem), 0.1 * active_rms(clip->mix));
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem[i];
    }
    for (std::size_t i = 0; i < sum.size(); ++i) ASSERT_NEAR(clip->mix[i], sum[i], 1e-5);
  }
}

TEST_F(PiecesTest, HandsTempoAndStretchFollowTheRecipe) {
  const Expected<Clip> clip = make(1);
  ASSERT_TRUE(clip) << clip.error().message;
  std::vector<double> onsets_s;
  for (const LabelledNote& labelled : clip->notes) {
    if (labelled.source == 1) onsets_s.push_back(labelled.note.onset_s);
  }
  ASSERT_GE(onsets_s.size(), 4U);  // quarters of a second, from the eighth of the score on
  ASSERT_LE(onsets_s.size(), 6U);
  EXPECT_NEAR(onsets_s[0], 0.0, 0.1);
  EXPECT_NEAR(onsets_s[2] - onsets_s[0], 2.0, 0.4);
}

TEST_F(PiecesTest, ASetIsAllPiecesUnlessFewerAreAskedFor) {
  EXPECT_EQ(*count_clips(options()), 2);
  GenerateOptions other = options();
  other.clips = 1;
  EXPECT_EQ(*count_clips(other), 1);
  other.clips = 3;
  const Expected<int> refused = count_clips(other);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("found 2 pieces, expected 3 or fewer"), std::string::npos)
      << refused.error().message;
  ASSERT_TRUE(generate_set(options(), nullptr));
  EXPECT_TRUE(fs::exists(root_ / "set" / "000001" / "stems" / "02.flac"));
  EXPECT_FALSE(fs::exists(root_ / "set" / "000002"));
}

TEST_F(PiecesTest, WhatTheScoreLacksIsNamed) {
  write_recipe(R"({"tracks": [7], "instrument": "tuba", "player": "plucked"})");
  expect_refused("part 0 (tuba): found no track 7 in little.mid, which has 2");
  write_recipe(R"({"tracks": [1], "instrument": "tuba", "player": "plucked"})");
  expect_refused("found drums, expected pitches");
  write_recipe(R"({"tracks": [0], "instrument": "drums", "player": "kit synthetic"})");
  expect_refused("found pitches, expected drums");
  write_recipe(
      R"({"tracks": [0], "instrument": "flute", "player": "plucked", "lowest_pitch": 100})");
  expect_refused("found no note in its stretch");
  fs::remove(root_ / "little.mid");
  expect_refused("little.mid");
}

TEST(SingleLine, FollowsTheTopOrTheBottom) {
  const std::vector<Note> chords = {{0, 1, 60},   {0, 1, 64},   {0, 1, 55},   {0.5, 1.5, 58},
                                    {1.0, 2, 62}, {1.0, 2, 50}, {1.97, 3, 59}};
  const auto pitches = [](const std::vector<Note>& notes) {
    std::vector<int> result;
    for (const Note& note : notes) result.push_back(note.pitch_midi);
    return result;
  };
  EXPECT_EQ(pitches(single_line(chords, Line::top)), (std::vector<int>{64, 62, 59}));
  EXPECT_EQ(pitches(single_line(chords, Line::bottom)), (std::vector<int>{55, 50, 59}));
  EXPECT_EQ(single_line(chords, Line::all).size(), chords.size());
  EXPECT_TRUE(single_line({}, Line::top).empty());
  for (const Line line : {Line::top, Line::bottom}) {
    const std::vector<Note> kept = single_line(chords, line);
    for (std::size_t i = 1; i < kept.size(); ++i) {
      EXPECT_LE(kept[i - 1].offset_s, kept[i].onset_s);
    }
  }
}

TEST(Echo, ComesBackInTimeAndSofter) {
  Signal click(kRateHz, 0.0F);
  add_echo(click, {});  // of silence, silence
  EXPECT_EQ(peak_of(click), 0.0F);
  click[0] = 1.0F;
  add_echo(click, {0.2, -6.0, 0.5, 20000.0});
  EXPECT_FLOAT_EQ(click[0], 1.0F);
  const auto peak_near = [&](double time_s) {
    float peak = 0.0F;
    for (std::size_t i = to_sample(time_s) - 5; i < to_sample(time_s) + 5; ++i)
      peak = std::max(peak, std::abs(click[i]));
    return peak;
  };
  EXPECT_LT(peak_near(0.1), 1e-3F);
  EXPECT_NEAR(peak_near(0.2), 0.5F, 0.02F);
  EXPECT_NEAR(peak_near(0.4), 0.25F, 0.02F);
}

TEST(Echo, KeepsTimeWithAnyBeat) {
  core::Rng rng(3);
  for (const double beat_s : {0.0, 0.05, 0.5, 2.0, 1e9}) {
    const Echo echo = draw_echo(beat_s, rng);
    EXPECT_GE(echo.delay_s, 0.12);
    EXPECT_LE(echo.delay_s, 0.8);
    EXPECT_LT(echo.feedback, 1.0);
  }
}

TEST(PlayerChoice, RefusesWhatThereIsNot) {
  const std::vector<std::string> soundfonts = {"/a/b.sf2"};
  const std::vector<std::string> samples = {"cello"};
  const PlayerStock stock{soundfonts, samples, {}};
  PlannedPart planned;
  for (const char* words : {"", " ", "fluid", "fluid 128 b.sf2", "fluid x b.sf2", "fluid 3 c.sf2",
                            "sampled", "sampled x", "kit x", "oscillator square", "expressive",
                            "expressive brasses", "plucked hard", "piano"}) {
    const auto chosen = choose_player(words, stock, planned);
    ASSERT_FALSE(chosen) << words;
    EXPECT_NE(chosen.error().message.find("expected"), std::string::npos);
  }
  ASSERT_TRUE(choose_player("fluid drums b.sf2", stock, planned));
  EXPECT_TRUE(planned.part.is_drums);
  EXPECT_EQ(planned.soundfont, "/a/b.sf2");
  planned = {};
  ASSERT_TRUE(choose_player("expressive brass", stock, planned));
  EXPECT_EQ(planned.manner, Manner::brass);
  planned = {};
  ASSERT_TRUE(choose_player("oscillator fm", stock, planned));
  EXPECT_EQ(planned.shape, OscillatorShape::fm);
}

/// What holds of both stand-ins: the splits share no score, and no player but a drum machine, which
/// is drawn anew for each piece.
class StandIn : public testing::TestWithParam<const char*> {};

TEST_P(StandIn, TestPiecesShareNeitherMusicNorTimbresWithTraining) {
  const Expected<Recipe> recipe =
      read_recipe(std::string(DIVISI_SOURCE_DIR) + "/recipes/synth/" + GetParam());
  ASSERT_TRUE(recipe) << recipe.error().message;
  std::set<std::string> names;
  std::set<std::string> scores;
  std::map<bool, std::set<std::string>> stock;  // [is training]: soundfonts, sets, waveforms
  for (const Piece& piece : recipe->pieces) {
    EXPECT_TRUE(names.insert(piece.name).second) << piece.name;
    EXPECT_TRUE(scores.insert(piece.score).second) << piece.score;
    EXPECT_GE(piece.length_s, 58.0);
    for (const PiecePart& part : piece.parts) {
      const std::size_t last = part.player.rfind(' ');
      const bool is_fluid = part.player.starts_with("fluid");
      const std::string timbre = is_fluid ? part.player.substr(last + 1) : part.player;
      if (timbre != "kit synthetic") stock[piece.split == "train"].insert(timbre);
    }
  }
  for (const std::string& timbre : stock[false]) EXPECT_EQ(stock[true].count(timbre), 0U) << timbre;
}

INSTANTIATE_TEST_SUITE_P(Recipes, StandIn, testing::Values("chamber.json", "electronic.json"));

}  // namespace
}  // namespace divisi::synth
