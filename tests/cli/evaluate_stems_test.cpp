// divisi evaluate --stems on a made mixture of two tones and a silent player.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "audio/writer.h"
#include "program.h"

namespace divisi::cli::testing {
namespace {

namespace fs = std::filesystem;

class EvaluateStems : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path clip = folder_ / "clips" / "duo_1";
    fs::create_directories(clip / "stems");
    fs::create_directories(folder_ / "out" / "duo_1");
    write_sound(clip / "mix.wav", {{220.0, 0.3}, {1760.0, 0.3}});
    write_sound(clip / "stems" / "cello.wav", {{220.0, 0.3}});
    write_sound(clip / "stems" / "flute.wav", {{1760.0, 0.3}});
    write_sound(clip / "stems" / "tuba.wav", {});
    write_text(clip / "notes.csv",
               "onset_s,offset_s,midi_pitch,source\n0,1,57,cello\n0,1,93,flute\n");
    write_sound(folder_ / "out" / "duo_1" / "part_1.wav", {{220.0, 0.03}, {1760.0, 0.3}});
    write_sound(folder_ / "out" / "duo_1" / "part_2.wav", {{220.0, 0.15}, {1760.0, 0.015}});
    fs::create_directories(folder_ / "clips" / "solo_1");
    write_sound(folder_ / "clips" / "solo_1" / "mix.wav", {{220.0, 0.3}});
    write_text(folder_ / "clips" / "solo_1" / "notes.csv",
               "onset_s,offset_s,midi_pitch,source\n0,1,57,cello\n");
  }

  static void write_sound(const fs::path& path,
                          const std::vector<std::pair<double, double>>& tones) {
    AudioBuffer sound{22050, 1, std::vector<float>(22050, 0.0F)};
    for (std::size_t i = 0; i < sound.samples.size(); ++i) {
      for (const auto& [frequency_hz, loudness] : tones) {
        sound.samples[i] +=
            static_cast<float>(loudness * std::sin(6.283185307179586 * frequency_hz *
                                                   static_cast<double>(i) / 22050.0));
      }
    }
    ASSERT_TRUE(audio::write_audio(path, sound));
  }

  Ran evaluate(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"evaluate", "--reference", (folder_ / "clips").string(),
                                          "--stems"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_divisi(arguments);
  }

  std::string out() const { return "x=" + (folder_ / "out").string(); }

  TemporaryFolder folder_;
};

TEST_F(EvaluateStems, MatchesStemsAndSaysWhatWasLeftOut) {
  const Ran run = evaluate({"--estimates", out()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("1 of 2 clips left out: fewer than two stems"), std::string::npos)
      << run.err;
  // one clip, two parts, one silent, none unmatched; 20 dB each, the mixture being at 0 dB
  EXPECT_NE(run.out.find("| all | x | 1 | 2 | 1 | 0 | 20.0"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("| cello | x | - | 1 |"), std::string::npos) << run.out;
}

TEST_F(EvaluateStems, OracleAndBandsStandBeside) {
  const Ran run = evaluate({"--estimates", out(), "--true-notes", "--oracle", "--pitch-bands",
                            "--clips", "--bss-eval", "--json", (folder_ / "stems.json").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  for (const char* said :
       {"| duo_1 | pitch bands |", "| duo_1 | true notes |", "| duo_1 | oracle ratio |",
        "| duo_1 | oracle phase |", "| all | oracle ratio | 1 | 2 | 1 | 0 |", "SI-SIR"}) {
    EXPECT_NE(run.out.find(said), std::string::npos) << said << "\n" << run.out;
  }
  std::ostringstream text;
  text << std::ifstream(folder_ / "stems.json").rdbuf();
  for (const char* said : {R"("name": "oracle ratio")", R"("estimate": "flute")", "\"bss_sdr\""}) {
    EXPECT_NE(text.str().find(said), std::string::npos) << said;
  }
}

TEST_F(EvaluateStems, ByNameAPartOfAnotherNameIsNone) {
  const Ran run = evaluate({"--estimates", out(), "--by-name"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("| all | x | 1 | 2 | 1 | 2 | 0.00 | 0.00 |"), std::string::npos)
      << run.out;
}

TEST_F(EvaluateStems, WithoutEstimatesTheProgramSeparates) {
  const Ran run = evaluate({});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("| all | divisi-notes"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(" | 1 | 2 | 1 | 0 |"), std::string::npos) << run.out;
  EXPECT_EQ(evaluate({"--model", "/nowhere"}).exit_code, 5);
}

TEST_F(EvaluateStems, WhatIsMissingIsNamed) {
  fs::remove_all(folder_ / "out" / "duo_1");
  const Ran run = evaluate({"--estimates", out(), "--oracle"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.err.find("duo_1: found no sound files"), std::string::npos) << run.err;
  EXPECT_NE(evaluate({"--estimates", "/nowhere"}).exit_code, 0);
}

}  // namespace
}  // namespace divisi::cli::testing
