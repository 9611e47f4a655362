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

Recipe made_recipe() {
  Recipe recipe;
  recipe.soundfonts = {"a.sf2", "b.sf2"};
  recipe.ensemble_sources = {{"fluid", 1.0}};
  return recipe;
}

TEST(Consort, AllAreOfItsFamily) {
  const Recipe recipe = made_recipe();
  const std::map<std::string, SampleSet> samples;
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(3);
  std::set<Family> families;
  for (int clip = 0; clip < 300; ++clip) {
    Consort consort = draw_consort(recipe, rng);
    families.insert(consort.family);
    std::set<std::string> soundfonts;
    for (int part = 0; part < 3; ++part) {
      PlannedPart planned = part_between(62, 70);
      ASSERT_TRUE(join_consort(context, consort, planned, rng)) << name_of(consort.family);
      EXPECT_EQ(find_instrument(planned.part.program)->family, consort.family);
      soundfonts.insert(planned.soundfont);
    }
    if (!consort.soundfont.empty()) {
      EXPECT_EQ(soundfonts.size(), 1u);
    }
  }
  EXPECT_EQ(families.size(), 9u);
}

TEST(Consort, OfOneKindPlaysOneInstrumentUntilItsRangeEnds) {
  const Recipe recipe = made_recipe();
  const std::map<std::string, SampleSet> samples;
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(4);
  Consort consort{Family::strings, "a.sf2", true, {}};
  std::set<int> programs;
  for (int part = 0; part < 4; ++part) {
    PlannedPart planned = part_between(70, 96);
    ASSERT_TRUE(join_consort(context, consort, planned, rng));
    programs.insert(planned.part.program);
  }
  EXPECT_EQ(programs.size(), 1u);
}

TEST(Consort, RefusesWhatNobodyOfItCanPlay) {
  const Recipe recipe = made_recipe();
  const std::map<std::string, SampleSet> samples;
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(5);
  Consort consort{Family::choir, "", false, {}};
  PlannedPart planned = part_between(0, 127);
  EXPECT_FALSE(join_consort(context, consort, planned, rng));
}

TEST(Consort, SingsItselfWhereTheRecipeSaysSo) {
  Recipe recipe = made_recipe();
  recipe.ensemble_sources = {{"expressive", 1.0}};
  const std::map<std::string, SampleSet> samples;
  const PlanContext context{recipe, nullptr, samples};
  core::Rng rng(6);
  Consort consort{Family::choir, "", false, {}};
  PlannedPart line = part_between(60, 67);
  ASSERT_TRUE(join_consort(context, consort, line, rng));
  EXPECT_EQ(line.source, Source::expressive);
  EXPECT_EQ(line.manner, Manner::voice);
  PlannedPart chord = part_between(60, 67);
  chord.part.notes[1].onset_s = 0.0;
  ASSERT_TRUE(join_consort(context, consort, chord, rng));
  EXPECT_EQ(chord.source, Source::fluid);
}

}  // namespace
}  // namespace divisi::synth
