#include "synth/generate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/atomic_file.h"
#include "soundfont.h"
#include "synth/clip_writer.h"
#include "synth/degrade.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

namespace fs = std::filesystem;

/// A MIDI file of one part: a rising scale in quarters.
std::string scale_file() {
  std::string track;
  for (int i = 0; i < 40; ++i) {
    const char key = static_cast<char>(48 + i % 24);
    track += {'\x00', '\x90', key, '\x50', '\x60', '\x80', key, '\x00'};
  }
  track += {'\x00', '\xff', '\x2f', '\x00'};
  std::string file("MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0", 20);
  file += static_cast<char>(track.size() >> 8);
  file += static_cast<char>(track.size() & 0xff);
  return file + track;
}

class GenerateTest : public testing::Test {
 protected:
  void SetUp() override {
    if (any_soundfont().empty()) GTEST_SKIP() << "no soundfont is installed";
    root_ = fs::path(testing::TempDir()) /
            ("synth_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    fs::create_directories(root_ / "midi");
    std::ofstream(root_ / "midi" / "scale.mid", std::ios::binary) << scale_file();
    std::ofstream(root_ / "midi" / "index.csv")
        << "file,collection,split\n\"scale.mid\",scales,train\n";
    std::ofstream(root_ / "recipe.json") << R"({
      "shortest_s": 3, "longest_s": 4, "soundfonts": [")"
                                         << any_soundfont() << R"("],
      "midi_collections": {"scales": 1},
      "kinds": {"keyboard": 1, "ensemble": 1, "scheduler": 1, "solo": 2},
      "keyboard_sources": {"fluid": 1, "plucked": 1, "oscillator": 1},
      "ensemble_sources": {"fluid": 1, "expressive": 1},
      "solo_sources": {"voice": 1, "bowed": 1, "reed": 1, "oscillator": 1, "fluid": 1}})";
  }

  GenerateOptions options(const std::string& out, int threads) const {
    GenerateOptions result;
    result.recipe = root_ / "recipe.json";
    result.midi = root_ / "midi";
    result.out = root_ / out;
    result.clips = 8;
    result.seed = 42;
    result.threads = threads;
    return result;
  }

  /// Every file of a set, by its relative path.
  static std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      files[fs::relative(entry.path(), folder).string()] = *core::read_file(entry.path());
    }
    return files;
  }

  /// Names the files that differ; their bytes would fill the screen.
  static void expect_same(const std::map<std::string, std::string>& found,
                          const std::map<std::string, std::string>& expected) {
    EXPECT_EQ(found.size(), expected.size());
    for (const auto& [path, bytes] : expected) {
      EXPECT_TRUE(found.count(path) && found.at(path) == bytes) << path;
    }
  }

  fs::path root_;
};

TEST_F(GenerateTest, SameSeedSameClipsWhateverTheThreads) {
  ASSERT_TRUE(generate_set(options("one", 1), nullptr));
  ASSERT_TRUE(generate_set(options("three", 3), nullptr));
  const auto one = contents(root_ / "one");
  EXPECT_EQ(one.size(), 8U * 4U + 1U);
  expect_same(one, contents(root_ / "three"));
}

TEST_F(GenerateTest, GoesOnAfterAnInterruption) {
  ASSERT_TRUE(generate_set(options("whole", 1), nullptr));
  const auto whole = contents(root_ / "whole");
  // What kill -9 leaves: missing clips and a folder that was being written.
  fs::remove_all(root_ / "whole" / "000003");
  fs::remove_all(root_ / "whole" / "000006");
  fs::create_directories(root_ / "whole" / ".unfinished-000003");
  std::ofstream(root_ / "whole" / ".unfinished-000003" / "mix.flac") << "half";
  GenerateOptions again = options("whole", 2);
  const Expected<void> refused = generate_set(again, nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  again.resume = true;
  ASSERT_TRUE(generate_set(again, nullptr));
  expect_same(contents(root_ / "whole"), whole);
  again.seed = 43;
  EXPECT_FALSE(generate_set(again, nullptr));
}

/// One class in each clip, in turn; the programs of a class take turns from round to round.
TEST_F(GenerateTest, ClassesOfTimbresTakeTurns) {
  std::ofstream(root_ / "recipe.json") << R"({
      "shortest_s": 2, "longest_s": 2, "soundfonts": [")"
                                       << any_soundfont() << R"("],
      "kinds": {"classes": 1}, "timbre_classes": [[0, 24], [40], [56, 57]]})";
  const auto generator = Generator::open(options("classes", 1));
  ASSERT_TRUE(generator) << generator.error().message;
  for (const auto& [number, program] : std::map<int, std::string>{{0, "fluid 0 "},
                                                                  {1, "fluid 40 "},
                                                                  {2, "fluid 56 "},
                                                                  {3, "fluid 24 "},
                                                                  {6, "fluid 0 "}}) {
    const Expected<Clip> clip = (*generator)->make_clip(number);
    ASSERT_TRUE(clip) << clip.error().message;
    const std::string facts = clip->facts.to_json();
    EXPECT_NE(facts.find(program), std::string::npos) << facts;
    EXPECT_NE(facts.find("\"timbre_class\": " + std::to_string(number % 3)), std::string::npos)
        << facts;
    EXPECT_FALSE(clip->notes.empty());
  }
}

TEST_F(GenerateTest, ClassesTogetherAreDifferent) {
  std::ofstream(root_ / "recipe.json") << R"({
      "shortest_s": 2, "longest_s": 2, "soundfonts": [")"
                                       << any_soundfont() << R"("],
      "kinds": {"classes": 1}, "timbre_classes": [[0], [40], [56], [71]],
      "classes_together": 4})";
  GenerateOptions wanted = options("together", 1);
  wanted.stems = true;
  const auto generator = Generator::open(wanted);
  ASSERT_TRUE(generator) << generator.error().message;
  const Expected<Clip> clip = (*generator)->make_clip(5);
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_EQ(clip->stems.size(), 4U);
  for (const char* program : {"fluid 0 ", "fluid 40 ", "fluid 56 ", "fluid 71 "}) {
    EXPECT_NE(clip->facts.to_json().find(program), std::string::npos) << program;
  }
}

TEST_F(GenerateTest, StopsWhenToldTo) {
  int reported = 0;
  const Expected<void> stopped =
      generate_set(options("stopped", 1), [&](const GenerateProgress&) { return ++reported < 2; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  EXPECT_EQ(reported, 2);
}

TEST_F(GenerateTest, ClipsAreSound) {
  const auto generator = Generator::open(options("none", 1));
  ASSERT_TRUE(generator) << generator.error().message;
  for (int number = 0; number < 30; ++number) {
    const Expected<Clip> clip = (*generator)->make_clip(number);
    ASSERT_TRUE(clip) << clip.error().message;
    const double duration_s = static_cast<double>(clip->mix.size()) / kRateHz;
    EXPECT_FALSE(clip->notes.empty()) << clip->facts.to_json();
    EXPECT_GT(peak_of(clip->mix), 0.01F) << clip->facts.to_json();
    EXPECT_LE(peak_of(clip->mix), 1.2F);
    for (const float sample : clip->mix) ASSERT_TRUE(std::isfinite(sample));
    for (const LabelledNote& labelled : clip->notes) {
      EXPECT_GE(labelled.note.onset_s, 0.0);
      EXPECT_LT(labelled.note.onset_s, labelled.note.offset_s);
      EXPECT_LE(labelled.note.offset_s, duration_s + 1e-3);
      EXPECT_GE(labelled.note.pitch_midi, 12);
      EXPECT_LE(labelled.note.pitch_midi, 115);
    }
  }
}

TEST_F(GenerateTest, StemsAddUpToTheMixBeforeDegradation) {
  GenerateOptions with_stems = options("stems", 1);
  with_stems.stems = true;
  std::ofstream(root_ / "recipe.json", std::ios::app) << "";
  std::string recipe = *core::read_file(root_ / "recipe.json");
  recipe.insert(recipe.rfind('}'),
                R"(, "degrade": {"room": 0, "equaliser": 0, "compression": 0, "noise": 0,
                   "codec": 0})");
  std::ofstream(root_ / "recipe.json") << recipe;
  const auto generator = Generator::open(with_stems);
  ASSERT_TRUE(generator) << generator.error().message;
  for (int number = 0; number < 6; ++number) {
    const Expected<Clip> clip = (*generator)->make_clip(number);
    ASSERT_TRUE(clip);
    Signal sum(clip->mix.size(), 0.0F);
    for (const Signal& stem : clip->stems) {
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += stem[i];
    }
    const float scale = peak_of(clip->mix) / peak_of(sum);  // only the level was changed
    for (std::size_t i = 0; i < sum.size(); ++i) {
      ASSERT_NEAR(clip->mix[i], scale * sum[i], 1e-5);
    }
  }
}

TEST_F(GenerateTest, MissingScoresAreNamed) {
  GenerateOptions lost = options("lost", 1);
  lost.midi = root_ / "nowhere";
  const Expected<void> made = generate_set(lost, nullptr);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().message.find("index.csv"), std::string::npos);
}

TEST(ClipJson, EscapesWhatIsNotText) {
  Facts facts;
  facts.add("score", "a \"b\"\n\\c");
  facts.add("parts", "x");
  facts.add("parts", "y");
  facts.add("seed", 3);
  EXPECT_EQ(facts.to_json(),
            "{\n  \"score\": \"a \\\"b\\\"\\u000a\\\\c\",\n  \"parts\": [\"x\", \"y\"],\n"
            "  \"seed\": 3\n}\n");
}

}  // namespace
}  // namespace divisi::synth
