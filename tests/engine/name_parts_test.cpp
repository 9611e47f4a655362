#include "engine/name_parts.h"

#include <gtest/gtest.h>

#include "core/rng.h"

namespace divisi::engine {
namespace {

std::vector<std::string> numbered(const std::vector<std::string>& names) {
  std::vector<Part> parts;
  for (const std::string& name : names) parts.push_back({name, 0, false, {}});
  number_names(parts);
  std::vector<std::string> result;
  for (const Part& part : parts) result.push_back(part.name);
  return result;
}

TEST(NumberNames, LeavesNamesAloneThatAreThereOnce) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(numbered({}), Names{});
  EXPECT_EQ(numbered({"Violin"}), Names{"Violin"});
  EXPECT_EQ(numbered({"Violin", "Part 2", "Drums"}), (Names{"Violin", "Part 2", "Drums"}));
}

TEST(NumberNames, NumbersThoseThatShareOne) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(numbered({"Violin", "Cello", "Violin", "Cello", "Violin"}),
            (Names{"Violin 1", "Cello 1", "Violin 2", "Cello 2", "Violin 3"}));
}

TEST(NumberNames, NeverGivesANameThatIsTaken) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(numbered({"Part", "Part 1", "Part"}), (Names{"Part 2", "Part 1", "Part 3"}));
}

constexpr int kDimensions = 2;

/// Knows nobody but pianos, and those to be told by the first of two axes.
PartNames made_names() {
  PartNames names;
  const std::size_t columns = parts::feature_count(kDimensions, false) + 1;
  names.families.weights.assign(parts::kFamilyCount * columns, 0.0);
  for (std::size_t r = 0; r < parts::kRegisterCount; ++r)
    names.families.weights[r * kDimensions] = 20.0;  // of kFamilies[0]
  names.families.least_confidence = 0.6;
  names.timbres.dimensions = kDimensions;
  names.timbres.centre.assign(parts::kRegisterCount * kDimensions, 0.0);
  names.timbres.projection = {10.0, 0.0, 0.0, 10.0};
  names.timbres.timbre_variances = {20.0, 20.0};
  names.timbres.note_variances = {0.1, 0.1};
  names.timbres.offset = 0.0;
  return names;
}

parts::NoteTokens tokens_along(float x, float y, int count = 20) {
  parts::NoteTokens tokens{kDimensions, {}, {}};
  const float vector[] = {9.0F * x, 9.0F * y};
  for (int n = 0; n < count; ++n) tokens.add({0.5 * n, 0.5 * n + 0.4, 60}, vector);
  return tokens;
}

EnrolledTimbre enrolled(const std::string& name, int program, float x, float y) {
  return {name, program, parts::prototype_of(parts::sound_of(tokens_along(x, y)))};
}

TEST(NamePart, LeavesTheUnknownAsItIs) {
  Part part{"Part 2", 0, false, {}};
  name_part(made_names(), {}, tokens_along(0.0F, 1.0F), part);
  name_part(made_names(), {}, tokens_along(1.0F, 0.0F, 0), part);
  name_part(made_names(), {enrolled("mine", 40, 1.0F, 0.0F)}, tokens_along(0.0F, 1.0F), part);
  EXPECT_EQ(part.name, "Part 2");
  EXPECT_EQ(part.program, 0);
  EXPECT_EQ(part.family, "");
  EXPECT_DOUBLE_EQ(part.name_confidence, 0.0);
}

TEST(NamePart, NamesAFamilyThatIsLikelyEnough) {
  Part part{"Part 2", 99, false, {}};
  name_part(made_names(), {}, tokens_along(1.0F, 0.0F), part);
  EXPECT_EQ(part.name, "Piano");
  EXPECT_EQ(part.family, "piano");
  EXPECT_EQ(part.program, 0);
  EXPECT_GE(part.name_confidence, 0.6);
}

TEST(NamePart, WhoWasEnrolledComesFirst) {
  const std::vector<EnrolledTimbre> known = {enrolled("hers", 41, -1.0F, 0.2F),
                                             enrolled("mine", 40, 1.0F, 0.0F)};
  Part part{"Part 2", 0, false, {}};
  name_part(made_names(), known, tokens_along(1.0F, 0.0F), part);
  EXPECT_EQ(part.name, "mine");
  EXPECT_EQ(part.program, 40);
  EXPECT_EQ(part.family, "piano");
  EXPECT_GT(part.name_confidence, 0.5);
}

TEST(NamePart, TwoWhoSoundAlikeShareTheirConfidence) {
  const EnrolledTimbre mine = enrolled("mine", 40, 1.0F, 0.0F);
  Part alone{"Part 1", 0, false, {}};
  Part shared = alone;
  name_part(made_names(), {mine}, tokens_along(1.0F, 0.0F), alone);
  name_part(made_names(), {mine, enrolled("twin", 41, 0.9F, 0.1F)}, tokens_along(1.0F, 0.0F),
            shared);
  EXPECT_EQ(shared.name, "mine");
  EXPECT_LT(shared.name_confidence, alone.name_confidence);
  name_part(made_names(), {mine}, tokens_along(1.0F, 0.0F, 7), alone = {"Part 1", 0, false, {}});
  EXPECT_EQ(alone.name, "Part 1") << "too few notes";
}

TEST(NamePart, WithoutAProgramOfItsOwnItHasTheFamilys) {
  Part part{"Part 2", 7, false, {}};
  name_part(made_names(), {enrolled("mine", -1, 0.0F, 1.0F)}, tokens_along(0.0F, 1.0F), part);
  EXPECT_EQ(part.name, "mine");
  EXPECT_EQ(part.program, 7);
}

TEST(PartNames, AreTheSameAfterAFile) {
  const PartNames before = made_names();
  const auto after = part_names_from(parameters_of(before), kDimensions);
  ASSERT_TRUE(after) << after.error().message;
  ASSERT_TRUE(*after);
  EXPECT_EQ((*after)->families.weights, before.families.weights);
  EXPECT_EQ((*after)->timbres.projection, before.timbres.projection);
  EXPECT_DOUBLE_EQ((*after)->families.least_confidence, 0.6);
  EXPECT_DOUBLE_EQ((*after)->timbres.offset, 0.0);
}

TEST(PartNames, OfAFileThatSaysNothingAreNone) {
  const auto none = part_names_from({{"parts.merge_logit", {0.5}}}, kDimensions);
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
}

TEST(PartNames, ThatDoNotFitAreRefusedByName) {
  for (const auto& [name, list] : parameters_of(made_names())) {
    if (list.size() < 2) continue;
    Parameters broken = parameters_of(made_names());
    broken[name].push_back(1.0);
    EXPECT_FALSE(part_names_from(broken, kDimensions)) << name;
    broken[name].clear();
    EXPECT_FALSE(part_names_from(broken, kDimensions)) << name;
    EXPECT_FALSE(part_names_from(parameters_of(made_names()), kDimensions + 1)) << name;
  }
  Parameters negative = parameters_of(made_names());
  negative["names.note_variances"][0] = -1.0;
  const auto refused = part_names_from(negative, kDimensions);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("names.note_variances"), std::string::npos);
}

}  // namespace
}  // namespace divisi::engine
