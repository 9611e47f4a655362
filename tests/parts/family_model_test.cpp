#include "parts/family_model.h"

#include <gtest/gtest.h>

#include <numeric>

#include "made_parts.h"
#include "parts/fit_family_model.h"

namespace divisi::parts {
namespace {

using testing::make_part;
using testing::make_parts;

std::vector<FamilyCase> cases_of(const std::vector<LabelledPart>& parts) {
  std::vector<FamilyCase> cases;
  for (const LabelledPart& part : parts)
    cases.push_back({features_of(sound_of(part.tokens), false), part.family});
  return cases;
}

TEST(Families, WordsAndProgramsLeadToThem) {
  EXPECT_FALSE(find_family(""));
  EXPECT_FALSE(find_family("kazoo"));
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    EXPECT_EQ(find_family(kFamilies[f].word), f);
    EXPECT_EQ(family_of_program(kFamilies[f].program), f) << kFamilies[f].word;
  }
  for (const int none : {-1, 47, 55, 96, 103, 112, 127, 128, 1000})
    EXPECT_FALSE(family_of_program(none)) << none;
  EXPECT_EQ(family_of_program(110), find_family("strings"));
  EXPECT_EQ(family_of_program(109), find_family("reeds"));
}

TEST(FamilyModel, TooFewNotesAreUnknown) {
  const FamilyModel model = fit_family_model(make_parts(3, 0, 10), false);
  const LabelledPart few = make_part(1, 99, 50, 80, static_cast<int>(kFewestNotesToName) - 1);
  EXPECT_FALSE(family_of(model, sound_of(few.tokens)));
  EXPECT_FALSE(family_of(model, sound_of(NoteTokens{testing::kMadeDimensions, {}, {}})));
}

TEST(FamilyModel, KnowsPartsItHasNotSeen) {
  const FamilyModel model = fit_family_model(make_parts(4, 0, 20), false);
  int right = 0;
  for (const LabelledPart& part : make_parts(4, 100, 10)) {
    const auto probabilities = model.probabilities(features_of(sound_of(part.tokens), false));
    EXPECT_NEAR(std::accumulate(probabilities.begin(), probabilities.end(), 0.0), 1.0, 1e-9);
    FamilyModel bold = model;
    bold.least_confidence = 0.0;
    const auto named = family_of(bold, sound_of(part.tokens));
    ASSERT_TRUE(named);
    right += named->family == part.family ? 1 : 0;
  }
  EXPECT_GE(right, 36);
}

/// Each family's parts are played by one that the network takes for it, mostly.
std::vector<LabelledPart> heard_parts(int families, int first, int count) {
  std::vector<LabelledPart> parts = make_parts(families, first, count);
  for (LabelledPart& part : parts) {
    for (std::size_t n = 0; n < part.tokens.count(); ++n) {
      std::vector<float> row(kFamilyCount, -4.0F);
      row[n % 3 == 0 ? (part.family + 1) % kFamilyCount : part.family] = -0.2F;
      part.tokens.beginnings.insert(part.tokens.beginnings.end(), row.begin(), row.end());
      // What the timbre network said is of no use here.
      for (int d = 0; d < part.tokens.dimensions; ++d)
        part.tokens.vectors[n * static_cast<std::size_t>(part.tokens.dimensions) +
                            static_cast<std::size_t>(d)] = 1.0F;
    }
  }
  return parts;
}

TEST(FamilyModel, BelievesAnInstrumentNetworkThatHasListened) {
  FamilyModel model = fit_family_model(heard_parts(4, 0, 20), true);
  ASSERT_TRUE(model.by_instruments());
  model.least_confidence = 0.0;
  for (const LabelledPart& part : heard_parts(4, 100, 5)) {
    const auto named = family_of(model, sound_of(part.tokens));
    ASSERT_TRUE(named);
    EXPECT_EQ(named->family, part.family);
  }
  const LabelledPart unheard = make_part(1, 99);
  EXPECT_FALSE(family_of(model, sound_of(unheard.tokens))) << "it has not listened to this";
}

TEST(FamilyModel, SaysUnknownBelowItsLeastConfidence) {
  FamilyModel model = fit_family_model(make_parts(3, 0, 10), false);
  const PartSound sound = sound_of(make_part(1, 99).tokens);
  model.least_confidence = 0.0;
  const auto named = family_of(model, sound);
  ASSERT_TRUE(named);
  model.least_confidence = named->confidence + 1e-6;
  EXPECT_FALSE(family_of(model, sound));
}

TEST(FamilyModel, CalibrationGivesNamesAsOftenAsTheyAreRight) {
  FamilyModel model = fit_family_model(make_parts(4, 0, 20), false);
  calibrate_family_model(model, cases_of(make_parts(4, 100, 20)), 0.8);
  EXPECT_LT(model.least_confidence, 1.0);
  EXPECT_GT(model.sharpness, 0.0);
}

TEST(FamilyModel, CalibrationOnLiesNamesNobody) {
  FamilyModel model = fit_family_model(make_parts(4, 0, 20), false);
  std::vector<FamilyCase> lies = cases_of(make_parts(4, 100, 20));
  for (FamilyCase& lie : lies) lie.family = (lie.family + 1) % 4;
  calibrate_family_model(model, lies, 0.8);
  EXPECT_GT(model.least_confidence, 1.0);
  calibrate_family_model(model, {}, 0.8);
  EXPECT_GT(model.least_confidence, 1.0);
}

TEST(FamilyModel, TheSamePartsGiveTheSameWeights) {
  EXPECT_EQ(fit_family_model(make_parts(3, 0, 6), false).weights,
            fit_family_model(make_parts(3, 0, 6), false).weights);
}

}  // namespace
}  // namespace divisi::parts
