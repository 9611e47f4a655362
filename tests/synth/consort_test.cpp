#include "synth/consort.h"

#include <set>

#include <gtest/gtest.h>

namespace divisi::synth {
namespace {

PlannedPart part_between(int lowest, int highest) {
  PlannedPart planned;
  planned.part.notes = {{0.0, 1.0, lowest, 80}, {1.0, 2.0, highest, 80}};
  return planned;
}

SampleSet bowed_set(int lowest, int highest) {
  SampleSet set;
  set.manner = Manner::bowed;
  set.sustained = true;
  for (int pitch = lowest; pitch <= highest; ++pitch) set.notes[pitch];
  return set;
}

class ConsortTest : public ::testing::Test {
 protected:
  ConsortTest() {
    recipe_.soundfonts = {"a.sf2", "b.sf2"};
    recipe_.ensemble_sources = {{"fluid", 1.0}};
  }

  bool joins(Consort& consort, PlannedPart& planned) {
    return join_consort(context_, consort, planned, rng_);
  }

  Recipe recipe_;
  std::map<std::string, SampleSet> samples_;
  const PlanContext context_{recipe_, nullptr, samples_};
  core::Rng rng_{3};
};

TEST_F(ConsortTest, AllAreOfItsFamily) {
  std::set<Family> families;
  for (int clip = 0; clip < 300; ++clip) {
    Consort consort = draw_consort(recipe_, rng_);
    families.insert(consort.family);
    std::set<std::string> soundfonts;
    for (int part = 0; part < 3; ++part) {
      PlannedPart planned = part_between(62, 70);
      ASSERT_TRUE(joins(consort, planned)) << name_of(consort.family);
      EXPECT_EQ(find_instrument(planned.part.program)->family, consort.family);
      soundfonts.insert(planned.soundfont);
    }
    if (!consort.soundfont.empty()) {
      EXPECT_EQ(soundfonts.size(), 1u);
    }
  }
  EXPECT_EQ(families.size(), 9u);
}

TEST_F(ConsortTest, OfOneKindPlaysOneInstrumentUntilItsRangeEnds) {
  Consort consort{.family = Family::strings, .soundfont = "a.sf2", .is_of_one_kind = true};
  std::set<int> programs;
  for (int part = 0; part < 4; ++part) {
    PlannedPart planned = part_between(70, 96);
    ASSERT_TRUE(joins(consort, planned));
    programs.insert(planned.part.program);
  }
  EXPECT_EQ(programs.size(), 1u);
}

TEST_F(ConsortTest, AlikeSoundsAlikeAtNearlyOneLevel) {
  recipe_.alike_probability = 1.0;
  recipe_.ensemble_sources = {{"fluid", 1.0}, {"sampled", 1.0}, {"expressive", 1.0}};
  std::set<std::string> drawn;
  for (int clip = 0; clip < 100; ++clip) {
    Consort consort = draw_consort(recipe_, rng_);
    ASSERT_TRUE(consort.is_alike());
    std::set<std::string> sounds;
    for (int part = 0; part < 4; ++part) {
      PlannedPart planned = part_between(62, 70);
      planned.level_db = 8.0;
      ASSERT_TRUE(joins(consort, planned));
      EXPECT_DOUBLE_EQ(planned.level_db, 3.2);
      sounds.insert(std::to_string(static_cast<int>(planned.source)) + " " +
                    std::to_string(planned.part.program) + planned.soundfont + planned.sample_set);
    }
    EXPECT_EQ(sounds.size(), 1u);
    drawn.insert(*sounds.begin());
  }
  EXPECT_GT(drawn.size(), 30u);
}

TEST_F(ConsortTest, AlikeShareARecordedInstrumentAsFarAsItReaches) {
  recipe_.alike_probability = 1.0;
  recipe_.ensemble_sources = {{"sampled", 1.0}};
  for (const char* name : {"one", "other", "third"}) samples_[name] = bowed_set(72, 96);
  samples_["low"] = bowed_set(50, 64);
  std::set<std::string> first;
  for (int clip = 0; clip < 40; ++clip) {
    Consort consort{.family = Family::strings,
                    .soundfont = "a.sf2",
                    .is_of_one_kind = true,
                    .source = "sampled"};
    PlannedPart high = part_between(70, 90);
    PlannedPart low = part_between(57, 64);
    PlannedPart again = part_between(72, 88);
    for (PlannedPart* planned : {&high, &again, &low}) ASSERT_TRUE(joins(consort, *planned));
    EXPECT_EQ(high.sample_set, again.sample_set);
    EXPECT_EQ(low.sample_set, "low");
    first.insert(high.sample_set);
  }
  EXPECT_EQ(first.size(), 3u);
}

TEST_F(ConsortTest, RefusesWhatNobodyOfItCanPlay) {
  Consort consort{.family = Family::choir};
  PlannedPart planned = part_between(0, 127);
  EXPECT_FALSE(joins(consort, planned));
}

TEST_F(ConsortTest, SingsItselfWhereTheRecipeSaysSo) {
  recipe_.ensemble_sources = {{"expressive", 1.0}};
  Consort consort{.family = Family::choir};
  PlannedPart line = part_between(60, 67);
  ASSERT_TRUE(joins(consort, line));
  EXPECT_EQ(line.source, Source::expressive);
  EXPECT_EQ(line.manner, Manner::voice);
  PlannedPart chord = part_between(60, 67);
  chord.part.notes[1].onset_s = 0.0;
  ASSERT_TRUE(joins(consort, chord));
  EXPECT_EQ(chord.source, Source::fluid);
}

}  // namespace
}  // namespace divisi::synth
