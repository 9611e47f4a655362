#include "synth/drum_kit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/drums.h"
#include "score/percussion.h"
#include "synth/backing.h"
#include "synth/clip_writer.h"
#include "synth/degrade.h"
#include "synth/drum_pattern.h"
#include "synth/drum_synth.h"
#include "synth/percussion_pattern.h"
#include "synth/sound_file.h"

namespace divisi::synth {
namespace {

namespace fs = std::filesystem;

fs::path fresh_folder() {
  const fs::path folder =
      fs::path(testing::TempDir()) /
      ("drums_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

DrumKit clicks(const std::vector<int>& keys, std::size_t samples = 400) {
  DrumKit kit;
  for (const int key : keys) kit.hits[key] = {{100, Signal(samples, 0.5F)}};
  return kit;
}

std::size_t first_sound(const Signal& signal) {
  const float threshold = 0.05F * peak_of(signal);
  for (std::size_t i = 0; i < signal.size(); ++i) {
    if (std::abs(signal[i]) > threshold) return i;
  }
  return signal.size();
}

TEST(DrumKit, NothingToPlayIsSilence) {
  core::Rng rng(1);
  Signal out(1000, 0.0F);
  EXPECT_TRUE(play_kit({}, clicks({36}), rng, out).empty());
  EXPECT_EQ(peak_of(out), 0.0F);
}

TEST(DrumKit, AHitSoundsWhereItsLabelSays) {
  core::Rng rng(2);
  for (const double onset_s : {0.0, 0.25, 0.9999}) {
    Signal out(kRateHz, 0.0F);
    const auto labels = play_kit({{onset_s, onset_s + 0.05, 36, 100}}, clicks({36}), rng, out);
    ASSERT_EQ(labels.size(), 1u);
    EXPECT_NEAR(static_cast<double>(first_sound(out)), onset_s * kRateHz, 20.0);
  }
}

TEST(DrumKit, AnotherDrumOfTheClassStandsInAndAStrangerIsLeftOut) {
  const DrumKit kit = clicks({36, 41, 54});
  EXPECT_EQ(kit.stand_in(35), 36);
  EXPECT_EQ(kit.stand_in(50), 41);
  EXPECT_EQ(kit.stand_in(54), 54);
  EXPECT_EQ(kit.stand_in(56), 0) << "no cowbell is a tambourine";
  EXPECT_EQ(kit.stand_in(38), 0);
  core::Rng rng(3);
  Signal out(kRateHz, 0.0F);
  EXPECT_TRUE(play_kit({{0.1, 0.2, 38, 100}}, kit, rng, out).empty());
  EXPECT_EQ(peak_of(out), 0.0F);
  const std::vector<Note> labels = play_kit({{0.1, 0.2, 50, 100}}, kit, rng, out);
  ASSERT_EQ(labels.size(), 1u);
  EXPECT_EQ(labels[0].pitch_midi, 41) << "as it sounds";
}

TEST(DrumKit, AClosedHiHatEndsAnOpenOne) {
  DrumKit kit = clicks({46}, 4 * kRateHz);
  kit.hits[42] = clicks({42}).hits[42];  // short: silent itself where the open one is listened to
  const auto level_after = [&](const std::vector<Note>& notes) {
    core::Rng rng(4);
    Signal out(kRateHz, 0.0F);
    play_kit(notes, kit, rng, out);
    return std::abs(out[to_sample(0.45)]);
  };
  const float ringing = level_after({{0.0, 0.05, 46, 100}});
  const float closed = level_after({{0.0, 0.05, 46, 100}, {0.6, 0.65, 42, 100}});
  EXPECT_GT(ringing, 0.0F);
  EXPECT_FLOAT_EQ(closed, ringing) << "not before it is closed";
  core::Rng rng(4);
  Signal out(kRateHz, 0.0F);
  play_kit({{0.0, 0.05, 46, 100}, {0.2, 0.25, 42, 1}}, kit, rng, out);
  EXPECT_LT(std::abs(out[to_sample(0.45)]), 0.5F * ringing);
}

TEST(DrumSynth, EachKitHasAllDrumsAndNoTwoAreAlike) {
  core::Rng rng(5);
  const DrumKit first = draw_synthetic_kit(rng);
  const DrumKit second = draw_synthetic_kit(rng);
  std::set<score::PercussionClass> classes;
  for (const auto& [key, hits] : first.hits) {
    classes.insert(score::percussion_class(key));
    ASSERT_FALSE(hits.empty());
    for (const float sample : hits[0].sound) ASSERT_TRUE(std::isfinite(sample));
    EXPECT_NEAR(peak_of(hits[0].sound), 1.0F, 1e-5F) << key;
    EXPECT_LT(first_sound(hits[0].sound), 300u) << key << " begins at once";
  }
  EXPECT_EQ(classes.size(), score::kPercussionClasses.size());
  EXPECT_NE(first.hits.at(36)[0].sound, second.hits.at(36)[0].sound);
}

TEST(DrumPattern, HitsAreOrderedInsideTheClipAndNotStruckTwiceAtOnce) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    core::Rng rng(seed);
    std::map<int, double> last;
    double before = 0.0;
    for (const Note& note : draw_drumming(12.0, rng)) {
      EXPECT_GE(note.onset_s, before);
      EXPECT_LE(note.offset_s, 12.0);
      EXPECT_GE(note.velocity, 1);
      EXPECT_LE(note.velocity, 127);
      before = note.onset_s;
      const auto found = last.find(note.pitch_midi);
      if (found != last.end()) {
        EXPECT_GE(note.onset_s - found->second, 0.025);
      }
      last[note.pitch_midi] = note.onset_s;
    }
  }
  core::Rng rng(1);
  EXPECT_TRUE(draw_drumming(0.0, rng).empty());
}

TEST(PercussionPattern, HitsAreOrderedInsideTheClipOnKeysOfHandPercussion) {
  std::set<core::Drum> played;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    core::Rng rng(seed);
    double before = 0.0;
    for (const Note& note : draw_percussion(12.0, rng)) {
      EXPECT_GE(note.onset_s, before);
      EXPECT_LE(note.offset_s, 12.0);
      EXPECT_GE(note.velocity, 8);
      EXPECT_LE(note.velocity, 127);
      before = note.onset_s;
      EXPECT_EQ(score::percussion_class(note.pitch_midi), score::PercussionClass::other);
      const auto drum = core::drum_of(note.pitch_midi);
      ASSERT_TRUE(drum) << note.pitch_midi;
      played.insert(*drum);
    }
  }
  EXPECT_EQ(played, (std::set<core::Drum>{core::Drum::rim, core::Drum::shaken, core::Drum::skin,
                                          core::Drum::struck}));
}

TEST(DrumKitFiles, ReadsAKitAndNamesWhatIsWrong) {
  const fs::path folder = fresh_folder();
  EXPECT_EQ(load_kit(folder).error().code, ErrorCode::not_found);
  const auto record = [&](const std::string& text) {
    std::ofstream(folder / "kit.json") << text;
    return load_kit(folder);
  };
  for (const char* text : {"", "[]", "{\"hits\": []}", "{\"hits\": [{}]}",
                           "{\"hits\": [{\"file\": \"a.flac\", \"key\": 200, \"velocity\": 1}]}"}) {
    const Expected<DrumKit> kit = record(text);
    ASSERT_FALSE(kit) << text;
    EXPECT_NE(kit.error().message.find("kit.json"), std::string::npos);
  }
  ASSERT_TRUE(write_flac(folder / "a.flac", Signal(500, 0.25F)));
  const Expected<DrumKit> kit =
      record("{\"hits\": [{\"file\": \"a.flac\", \"key\": 36, \"velocity\": 90}]}");
  ASSERT_TRUE(kit) << kit.error().message;
  EXPECT_EQ(kit->hits.at(36)[0].velocity, 90);
  EXPECT_NEAR(peak_of(kit->hits.at(36)[0].sound), 1.0F, 1e-4F);
}

TEST(Backing, GivesAClipWithItsLabelsUnderOtherSources) {
  const fs::path folder = fresh_folder();
  EXPECT_FALSE(Backing::open(folder));
  Clip clip;
  clip.mix = Signal(kRateHz, 0.25F);
  clip.notes = {{{0.1, 0.4, 60, 80}, 0}, {{0.8, 1.0, 64, 80}, 2}};
  clip.drums = {{{0.2, 0.25, 38, 80}, 1}};
  ASSERT_TRUE(write_clip(folder / "000000", clip));
  const Expected<Backing> backing = Backing::open(folder);
  ASSERT_TRUE(backing) << backing.error().message;
  core::Rng rng(1);
  std::string name;
  const Expected<Clip> longer = backing->draw(2.0, rng, name);
  ASSERT_TRUE(longer) << longer.error().message;
  EXPECT_EQ(name, "000000");
  EXPECT_EQ(longer->mix.size(), 2u * kRateHz);
  ASSERT_EQ(longer->notes.size(), 2u);
  EXPECT_EQ(longer->notes[1].source, 3);
  EXPECT_EQ(longer->drums[0].source, 2);
  const Expected<Clip> shorter = backing->draw(0.5, rng, name);
  ASSERT_TRUE(shorter);
  EXPECT_EQ(shorter->notes.size(), 1u);
}

}  // namespace
}  // namespace divisi::synth
