#include "synth/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>

#include "listening.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

/// A folder with one recorded note: a tone of MIDI pitch 60, `duration_s` long.
std::filesystem::path make_set(const std::string& name, const std::string& manner,
                               double duration_s) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::create_directories(folder);
  Signal tone(to_sample(duration_s));
  for (std::size_t i = 0; i < tone.size(); ++i) {
    const double phase = 2.0 * std::numbers::pi * 261.6256 * static_cast<double>(i) / kRateHz;
    tone[i] = static_cast<float>(0.3 * std::sin(phase) + 0.2 * std::sin(2.0 * phase));
  }
  EXPECT_TRUE(write_flac(folder / "60_00.flac", tone));
  std::ofstream(folder / "instrument.json")
      << R"({"manner": ")" << manner << R"(", "notes": [{"file": "60_00.flac", "pitch_midi": 60,
            "offset_cents": 0, "steady_start_s": 0.1, "steady_end_s": )"
      << duration_s - 0.05 << "}]}";
  return folder;
}

TEST(Sampler, StruckNotesStandAtTheirLabelsInTune) {
  const Expected<SampleSet> set = load_samples(make_set("struck", "plucked", 2.0));
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_FALSE(set->sustained);
  core::Rng rng(1);
  Signal out(to_sample(4.0), 0.0F);
  const std::vector<Note> notes = {{0.5, 1.0, 60, 90}, {1.5, 2.0, 64, 90}, {2.5, 3.0, 56, 90}};
  for (const Note& label : play_samples(notes, *set, 0.0, rng, out)) {
    EXPECT_NEAR(rise_s(out, label.onset_s - 0.2, label.onset_s + 0.1, 0.3), label.onset_s, 0.003);
    EXPECT_NEAR(pitch_of(out, label.onset_s + 0.05, label.onset_s + 0.3), label.pitch_midi, 0.1);
  }
}

TEST(Sampler, NotesOutOfReachAreNeitherPlayedNorLabelled) {
  const Expected<SampleSet> set = load_samples(make_set("reach", "plucked", 1.0));
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->can_play(64));
  EXPECT_FALSE(set->can_play(65));
  core::Rng rng(1);
  Signal out(to_sample(1.0), 0.0F);
  EXPECT_TRUE(play_samples({{0.1, 0.5, 70, 90}}, *set, 0.0, rng, out).empty());
  EXPECT_TRUE(sing_samples({{0.1, 0.5, 70, 90}}, *set, {}, rng, out).empty());
}

TEST(Sampler, LongNotesGoRoundTheLoop) {
  const Expected<SampleSet> set = load_samples(make_set("loop", "reed", 1.0));
  ASSERT_TRUE(set);
  core::Rng rng(1);
  Expression expression;
  expression.vibrato_probability = expression.fade_probability = 0.0;
  expression.consonant_probability = expression.scoop_probability = 0.0;
  expression.intonation_cents = expression.drift_cents = 0.0;
  Signal out(to_sample(6.0), 0.0F);
  const auto labels = sing_samples({{0.5, 5.5, 62, 90}}, *set, expression, rng, out);
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_NEAR(labels[0].offset_s, 5.5, 0.01);
  for (const double time_s : {1.0, 2.5, 4.0, 5.0}) {
    EXPECT_NEAR(pitch_of(out, time_s, time_s + 0.2), 62.0, 0.2);
  }
}

TEST(Sampler, BrokenSetsAreNamed) {
  const std::filesystem::path folder = make_set("broken", "reed", 1.0);
  EXPECT_EQ(load_samples(folder / "nowhere").error().code, ErrorCode::not_found);
  for (const char* text : {"", "[]", R"({"notes": []})", R"({"manner": 3, "notes": [1]})",
                           R"({"manner": "reed", "notes": [1]})",
                           R"({"manner": "reed", "notes": [{"file": "60_00.flac"}]})"}) {
    std::ofstream(folder / "instrument.json") << text;
    const Expected<SampleSet> set = load_samples(folder);
    ASSERT_FALSE(set) << text;
    EXPECT_EQ(set.error().code, ErrorCode::corrupt);
    EXPECT_NE(set.error().message.find("instrument.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace divisi::synth
