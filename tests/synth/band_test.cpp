// The kind that plays written music with one player of each class of a band.
#include "synth/band.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "score/midi_writer.h"
#include "soundfont.h"
#include "synth/band_stretch.h"
#include "synth/deal_band.h"
#include "synth/degrade.h"
#include "synth/generate.h"
#include "synth/harmony.h"
#include "synth/invent_part.h"

namespace divisi::synth {
namespace {

namespace fs = std::filesystem;

constexpr std::array<BandClass, kBandSize> kAll = {
    BandClass::piano, BandClass::guitar, BandClass::bass, BandClass::drums, BandClass::strings};

BeatGrid steady_grid(int beats) {
  std::vector<double> beats_s;
  for (int i = 0; i <= beats; ++i) beats_s.push_back(0.5 * i);
  return BeatGrid(beats_s);
}

/// Quarter notes at 120, one chord for each.
Part play(int program, const std::vector<std::vector<int>>& chords) {
  Part part;
  part.program = program;
  for (std::size_t i = 0; i < chords.size(); ++i) {
    const double onset_s = 0.5 * static_cast<double>(i);
    for (const int pitch : chords[i]) part.notes.push_back({onset_s, onset_s + 0.45, pitch, 80});
  }
  return part;
}

Part repeat(int program, const std::vector<int>& chord, int beats) {
  return play(program, std::vector<std::vector<int>>(static_cast<std::size_t>(beats), chord));
}

std::set<int> pitch_classes(const Part& part) {
  std::set<int> classes;
  for (const Note& note : part.notes) classes.insert(note.pitch_midi % 12);
  return classes;
}

TEST(BeatGrid, FollowsTheTempoAndGoesOn) {
  Score score;
  EXPECT_EQ(BeatGrid::beats_of(score, 0.0), (std::vector<double>{0.0, 0.5}));
  score.tempo = {{0.0, 60.0}, {2.0, 120.0}};
  const std::vector<double> beats_s = BeatGrid::beats_of(score, 3.0);
  EXPECT_EQ(beats_s, (std::vector<double>{0.0, 1.0, 2.0, 2.5, 3.0}));
  const BeatGrid grid(beats_s);
  EXPECT_DOUBLE_EQ(grid.time_s(0.5), 0.5);
  EXPECT_DOUBLE_EQ(grid.time_s(2.5), 2.25);
  EXPECT_DOUBLE_EQ(grid.time_s(6.0), 4.0) << "at the pace of the last beat";
  for (const double silly : {0.0, -5.0, 1e9}) {
    score.tempo = {{0.0, silly}};
    const std::size_t beats = BeatGrid::beats_of(score, 10.0).size();
    EXPECT_GE(beats, 4U);
    EXPECT_LE(beats, 70U);
  }
}

TEST(HearChords, OfSilenceThereAreNone) {
  EXPECT_TRUE(hear_chords({}, steady_grid(8)).empty());
  Part drums = repeat(0, {36}, 8);
  drums.is_drums = true;
  EXPECT_TRUE(hear_chords({drums}, steady_grid(8)).empty());
}

TEST(HearChords, NamesRootsAndFillsRests) {
  // two beats' rest, C major, A minor on its root, two beats' rest, G with a seventh
  const Part piano = play(0, {{},
                              {},
                              {48, 64, 67},
                              {60, 64, 67},
                              {45, 60, 64},
                              {57, 60, 64},
                              {},
                              {},
                              {43, 59, 62, 65},
                              {55, 59, 62, 65}});
  const std::vector<Chord> chords = hear_chords({piano}, steady_grid(10));
  ASSERT_EQ(chords.size(), 5U);
  EXPECT_EQ(chords[0].tones, (std::vector<int>{0, 4, 7})) << "as the first one heard";
  EXPECT_EQ(chords[1].tones, (std::vector<int>{0, 4, 7}));
  EXPECT_EQ(chords[2].tones, (std::vector<int>{9, 0, 4}));
  EXPECT_EQ(chords[3].tones, (std::vector<int>{9, 0, 4})) << "goes on";
  EXPECT_EQ(chords[4].tones, (std::vector<int>{7, 11, 2, 5}));
  EXPECT_EQ(chords[4].first_beat, 8);
}

TEST(RepeatScore, BeginsAgainOnTheNextFourthBeat) {
  Score score;
  score.parts = {repeat(0, {60}, 6)};  // to 2.95 s; the eighth beat is at 4 s
  std::vector<double> beats_s;
  const std::vector<Part> parts = repeat_score(score, 9.0, beats_s);
  ASSERT_EQ(parts.size(), 1U);
  ASSERT_EQ(parts[0].notes.size(), 18U);
  EXPECT_DOUBLE_EQ(parts[0].notes[6].onset_s, 4.0);
  EXPECT_DOUBLE_EQ(parts[0].notes[12].onset_s, 8.0);
  EXPECT_EQ(beats_s.size(), 25U);
  EXPECT_DOUBLE_EQ(beats_s.back(), 12.0);
  EXPECT_TRUE(repeat_score(Score{}, 9.0, beats_s).empty());
}

TEST(InventPart, StaysInHarmonyRangeAndTime) {
  const std::vector<Chord> chords = {
      {0, {0, 4, 7}}, {2, {9, 0, 4}}, {4, {5, 9, 0}}, {6, {7, 11, 2, 5}}};
  const BeatGrid grid = steady_grid(8);
  for (const BandClass band_class : kAll) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      core::Rng rng(seed);
      const Part part = invent_part(band_class, chords, grid, 3.9, rng);
      EXPECT_EQ(part.is_drums, band_class == BandClass::drums);
      ASSERT_GE(part.notes.size(), 3U);
      for (const Note& note : part.notes) {
        EXPECT_GE(note.onset_s, 0.0);
        EXPECT_LE(note.offset_s, 3.9);
        EXPECT_LT(note.onset_s, note.offset_s);
        if (part.is_drums) continue;
        const auto chord = static_cast<std::size_t>(note.onset_s + 1e-9);
        const std::vector<int>& tones = chords[std::min<std::size_t>(chord, 3)].tones;
        const bool is_fifth = note.pitch_midi % 12 == (tones.front() + 7) % 12;
        EXPECT_TRUE(is_fifth || std::count(tones.begin(), tones.end(), note.pitch_midi % 12))
            << kBandNames[static_cast<std::size_t>(band_class)] << " " << note.pitch_midi;
        const BandRange range = range_of(band_class);
        EXPECT_GE(note.pitch_midi, range.lowest);
        EXPECT_LE(note.pitch_midi, range.highest);
      }
    }
  }
}

TEST(DealBand, ProgramsHaveTheirClasses) {
  const auto of = [](int program) {
    Part part;
    part.program = program;
    return class_of(part);
  };
  EXPECT_EQ(of(0), BandClass::piano);
  EXPECT_EQ(of(7), BandClass::piano);
  EXPECT_FALSE(of(8));
  EXPECT_FALSE(of(23));
  EXPECT_EQ(of(24), BandClass::guitar);
  EXPECT_EQ(of(32), BandClass::bass);
  EXPECT_EQ(of(40), BandClass::strings);
  EXPECT_FALSE(of(47)) << "timpani";
  EXPECT_EQ(of(51), BandClass::strings);
  EXPECT_FALSE(of(52));
  Part drums;
  drums.is_drums = true;
  EXPECT_EQ(class_of(drums), BandClass::drums);
}

std::vector<Part> full_band(int beats) {
  Part drums = repeat(0, {36}, beats);
  for (Note& note : drums.notes) note.offset_s = note.onset_s + 0.001;  // as sequencers write them
  drums.is_drums = true;
  return {repeat(48, {64, 67}, beats), drums, repeat(33, {36}, beats), repeat(25, {52, 55}, beats),
          repeat(4, {60, 64}, beats)};
}

TEST(DealBand, WhoHasAPartPlaysIt) {
  core::Rng rng(4);  // one whose draw does not swap the hands
  const auto band = deal_band(full_band(20), steady_grid(20), 10.0, 0.0, rng);
  for (const BandPart& each : band) EXPECT_EQ(each.origin, Origin::written);
  const auto of = [&](BandClass band_class) { return band[static_cast<std::size_t>(band_class)]; };
  EXPECT_EQ(pitch_classes(of(BandClass::bass).part), (std::set<int>{0}));
  EXPECT_EQ(pitch_classes(of(BandClass::strings).part), (std::set<int>{4, 7}));
  EXPECT_TRUE(of(BandClass::drums).part.is_drums);
  EXPECT_EQ(of(BandClass::drums).part.notes.size(), 20U);
  std::set<std::set<int>> hands = {pitch_classes(of(BandClass::piano).part),
                                   pitch_classes(of(BandClass::guitar).part)};
  EXPECT_EQ(hands, (std::set<std::set<int>>{{0, 4}, {4, 7}}));
}

TEST(DealBand, PianoAndGuitarSometimesSwap) {
  std::set<std::set<int>> of_piano;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    core::Rng rng(seed);
    of_piano.insert(
        pitch_classes(deal_band(full_band(20), steady_grid(20), 10.0, 0.0, rng)[0].part));
  }
  EXPECT_EQ(of_piano, (std::set<std::set<int>>{{0, 4}, {4, 7}}));
}

TEST(DealBand, WhoHasNoneTakesWhatSuitsOrInvents) {
  core::Rng rng(1);
  const std::vector<Part> written = {repeat(56, {72}, 20), repeat(58, {38}, 20)};
  const auto band = deal_band(written, steady_grid(20), 10.0, 0.0, rng);
  EXPECT_EQ(band[static_cast<std::size_t>(BandClass::bass)].origin, Origin::moved) << "the tuba";
  EXPECT_EQ(pitch_classes(band[2].part), (std::set<int>{2}));
  EXPECT_EQ(band[static_cast<std::size_t>(BandClass::drums)].origin, Origin::invented);
  int moved = 0;
  for (const BandPart& each : band) {
    EXPECT_FALSE(each.part.notes.empty());
    moved += each.origin == Origin::moved ? 1 : 0;
  }
  EXPECT_EQ(moved, 2) << "each track is taken once";
}

TEST(DealBand, PartsThatAreMostlySilentAreNotEnough) {
  core::Rng rng(1);
  std::vector<Part> written = full_band(40);
  written[2].notes.resize(4);  // two of twenty seconds
  Part& drums = written[1];
  for (Note& note : drums.notes) note.pitch_midi = 33;  // a metronome
  const auto band = deal_band(written, steady_grid(40), 20.0, 0.0, rng);
  EXPECT_EQ(band[static_cast<std::size_t>(BandClass::bass)].origin, Origin::invented);
  EXPECT_EQ(band[static_cast<std::size_t>(BandClass::drums)].origin, Origin::invented);
}

TEST(DealBand, AGuitarHasSixStringsAndABassPlaysOneNote) {
  core::Rng rng(4);
  std::vector<Part> written = full_band(20);
  written[3] = repeat(25, {40, 44, 47, 52, 56, 59, 64, 68}, 20);
  written[4].program = 16;  // so that guitar music stays with the guitar
  written[2] = repeat(33, {36, 40, 43}, 20);
  const auto band = deal_band(written, steady_grid(20), 10.0, 0.0, rng);
  for (const auto band_class : {BandClass::guitar, BandClass::bass}) {
    const Part& part = band[static_cast<std::size_t>(band_class)].part;
    const std::size_t at_once = band_class == BandClass::guitar ? 6 : 1;
    for (const Note& note : part.notes) {
      const auto together = std::count_if(
          part.notes.begin(), part.notes.end(),
          [&](const Note& other) { return std::abs(other.onset_s - note.onset_s) < 0.01; });
      EXPECT_LE(static_cast<std::size_t>(together), at_once);
    }
  }
}

class BandTest : public testing::Test {
 protected:
  void SetUp() override {
    if (any_soundfont().empty()) GTEST_SKIP() << "no soundfont is installed";
    root_ = fs::path(testing::TempDir()) /
            ("band_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
    Score score;
    score.parts = full_band(16);
    ASSERT_TRUE(score::write_midi(score, root_ / "little.mid"));
    std::ofstream(root_ / "index.csv") << "file,collection,split\nlittle.mid,little,val\n";
    const std::string font = fs::path(any_soundfont()).filename().string();
    std::ofstream(root_ / "recipe.json")
        << R"({"shortest_s": 9, "longest_s": 10, "kinds": {"band": 1}, "soundfonts": [")"
        << any_soundfont() << R"("], "midi_split": "val", "midi_collections": {"little": 1},
           "drive_probability": 0.5, "band": {
             "piano": {"fluid 0 )"
        << font << R"(": 1}, "guitar": {"plucked": 1},
             "bass": {"oscillator pulse": 1}, "drums": {"kit synthetic": 1},
             "strings": {"expressive bowed": 1}},
           "degrade": {"room": 0, "equaliser": 0, "compression": 0, "noise": 0, "codec": 0,
                       "lowest_peak_db": -1, "highest_peak_db": -1}})";
  }

  Expected<Clip> make(int number) const {
    GenerateOptions options;
    options.recipe = root_ / "recipe.json";
    options.midi = root_;
    options.out = root_ / "set";
    options.stems = true;
    const auto generator = Generator::open(options);
    if (!generator) return generator.error();
    return (*generator)->make_clip(number);
  }

  fs::path root_;
};

TEST_F(BandTest, FiveStemsAreHeardAndAreAllThereIsInTheMix) {
  for (const int number : {0, 1, 2}) {
    const Expected<Clip> clip = make(number);
    ASSERT_TRUE(clip) << clip.error().message;
    ASSERT_EQ(clip->stems.size(), kBandSize);
    Signal sum(clip->mix.size(), 0.0F);
    for (const Signal& stem : clip->stems) {
      EXPECT_GT(active_rms(stem), 0.1 * active_rms(clip->mix));
      EXPECT_LT(peak_of(stem), 1.0F) << "none is cut off";
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem[i];
    }
    for (std::size_t i = 0; i < sum.size(); ++i) ASSERT_NEAR(clip->mix[i], sum[i], 1e-5);
    EXPECT_LE(peak_of(clip->mix), std::pow(10.0, -1.0 / 20.0) + 1e-6);
    std::set<int> sources;
    for (const LabelledNote& labelled : clip->notes) sources.insert(labelled.source);
    EXPECT_EQ(sources, (std::set<int>{0, 1, 2, 4}));
    ASSERT_FALSE(clip->drums.empty());
    for (const LabelledNote& labelled : clip->drums) EXPECT_EQ(labelled.source, 3);
    const std::string facts = clip->facts.to_json();
    for (const char* said :
         {R"("instruments": ["piano", "guitar", "bass", "drums", "strings"])",
          R"("split": "validation")", R"("kind": "band")", R"("score": "little.mid")"}) {
      EXPECT_NE(facts.find(said), std::string::npos) << said << facts;
    }
  }
}

TEST_F(BandTest, TheSameNumberIsTheSameClip) {
  const Expected<Clip> first = make(1);
  const Expected<Clip> again = make(1);
  const Expected<Clip> other = make(2);
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->mix, again->mix);
  EXPECT_NE(first->mix, other->mix);
}

struct BrokenBand {
  const char* change;  ///< of a field of the recipe that follows
  const char* said;
};
class BandRecipeTest : public testing::TestWithParam<BrokenBand> {};

TEST_P(BandRecipeTest, SaysWhatIsWrong) {
  const std::string sound = R"({"kinds": {"band": 1}, "soundfonts": ["a.sf2"],
      "midi_collections": {"x": 1}, "band": {"piano": {"fluid 0 a.sf2": 1}, "guitar": {"plucked": 1},
      "bass": {"plucked": 1}, "drums": {"kit synthetic": 1}, "strings": {"expressive bowed": 1}}})";
  ASSERT_TRUE(parse_recipe(sound, "r.json")) << parse_recipe(sound, "r.json").error().message;
  std::string text = sound;
  const std::string change = GetParam().change;
  const std::size_t arrow = change.find(" => ");
  const std::size_t at = text.find(change.substr(0, arrow));
  ASSERT_NE(at, std::string::npos);
  text.replace(at, arrow, change.substr(arrow + 4));
  const Expected<Recipe> recipe = parse_recipe(text, "r.json");
  ASSERT_FALSE(recipe) << text;
  EXPECT_NE(recipe.error().message.find(GetParam().said), std::string::npos)
      << recipe.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Broken, BandRecipeTest,
    testing::Values(
        BrokenBand{R"("piano": => "pianola":)", "band.piano: is missing"},
        BrokenBand{R"("guitar": {"plucked": 1} => "guitar": {})",
                   "band.guitar: expected at least one player"},
        BrokenBand{R"("guitar": {"plucked": 1} => "guitar": {"plucked": 0})",
                   "band.guitar: expected at least one player"},
        BrokenBand{R"("kit synthetic" => "plucked")", "found 'plucked', expected a drum kit"},
        BrokenBand{R"("fluid 0 a.sf2" => "kit synthetic")",
                   "band.piano: found 'kit synthetic', expected a player of pitches"},
        BrokenBand{R"("fluid 0 a.sf2" => "fluid 0 b.sf2")", "band.piano: player 'fluid 0 b.sf2'"},
        BrokenBand{R"({"band": 1} => {"band": 1, "scheduler": 1})", "nothing beside band"},
        BrokenBand{R"({"x": 1} => {})", "midi_collections: expected some"},
        BrokenBand{R"("band": {"piano" => "band": {"resting": 2, "piano")", "band.resting"}));

/// The splits' recipes, as sets of the sounds they use.
std::set<std::string> sounds_of(const std::string& file) {
  const Expected<Recipe> recipe =
      read_recipe(std::string(DIVISI_SOURCE_DIR) + "/recipes/synth/" + file);
  EXPECT_TRUE(recipe) << recipe.error().message;
  std::set<std::string> sounds;
  if (!recipe) return sounds;
  for (const auto& players : recipe->band.players) {
    for (const auto& [words, weight] : players) {
      const bool is_fluid = words.starts_with("fluid");
      sounds.insert(is_fluid ? words.substr(words.rfind(' ') + 1) : words);
    }
  }
  return sounds;
}

TEST(BandRecipes, NobodyPlaysInTrainingAndInTheOtherSets) {
  const std::set<std::string> training = sounds_of("band.json");
  EXPECT_GE(training.size(), 15U);
  for (const char* file : {"band_validation.json", "band_test.json"}) {
    for (const std::string& sound : sounds_of(file)) EXPECT_EQ(training.count(sound), 0U) << sound;
  }
}

}  // namespace
}  // namespace divisi::synth
