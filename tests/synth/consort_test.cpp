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
  const std::map<std::string, SampleSet> samples_;
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
  Consort consort{Family::strings, "a.sf2", true, {}};
  std::set<int> programs;
  for (int part = 0; part < 4; ++part) {
    PlannedPart planned = part_between(70, 96);
    ASSERT_TRUE(joins(consort, planned));
    programs.insert(planned.part.program);
  }
  EXPECT_EQ(programs.size(), 1u);
}

TEST_F(ConsortTest, RefusesWhatNobodyOfItCanPlay) {
  Consort consort{Family::choir, "", false, {}};
  PlannedPart planned = part_between(0, 127);
  EXPECT_FALSE(joins(consort, planned));
}

TEST_F(ConsortTest, SingsItselfWhereTheRecipeSaysSo) {
  recipe_.ensemble_sources = {{"expressive", 1.0}};
  Consort consort{Family::choir, "", false, {}};
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
