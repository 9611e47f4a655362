#include "parts/line_up.h"

#include <cmath>

#include <gtest/gtest.h>

#include "parts/families.h"

namespace divisi::parts {
namespace {

std::vector<std::string> counted(const Instrument& instrument) {
  std::vector<std::string> words;
  for (const std::size_t family : instrument.counted) words.emplace_back(kFamilies[family].word);
  return words;
}

TEST(LineUp, AFamilyThatNobodyNamedCountsForTheOnlyOneOfItsKind) {
  const auto line_up = line_up_of({"guitar", "drums", "piano"});
  ASSERT_TRUE(line_up) << line_up.error().message;
  ASSERT_EQ(line_up->size(), 2u) << "drums are no family";
  EXPECT_EQ(counted((*line_up)[0]),
            (std::vector<std::string>{"guitar", "bass", "plucked strings"}));
  EXPECT_EQ(counted((*line_up)[1]),
            (std::vector<std::string>{"piano", "electric piano", "mallets"}));
}

TEST(LineUp, OfTwoOfAKindNeitherGetsAThird) {
  const auto line_up = line_up_of({"guitar", "bass", "strings"});
  ASSERT_TRUE(line_up) << line_up.error().message;
  EXPECT_EQ(counted((*line_up)[0]), (std::vector<std::string>{"guitar"}));
  EXPECT_EQ(counted((*line_up)[1]), (std::vector<std::string>{"bass"}));
  EXPECT_EQ((*line_up)[2].counted.size(), 7u) << "all that is sustained";
}

TEST(LineUp, TwoOfAFamilyCountTheSame) {
  const auto line_up = line_up_of({"guitar", "piano", "Guitar"});
  ASSERT_TRUE(line_up) << line_up.error().message;
  ASSERT_EQ(line_up->size(), 3u);
  for (const int guitar : {0, 2}) {
    EXPECT_EQ(counted((*line_up)[std::size_t(guitar)]),
              (std::vector<std::string>{"guitar", "bass", "plucked strings"}));
  }
}

TEST(LineUp, NamesTheWordThatIsWrong) {
  const auto message = [](const std::vector<std::string>& words) {
    const auto line_up = line_up_of(words);
    EXPECT_FALSE(line_up);
    return line_up ? "" : line_up.error().message;
  };
  EXPECT_NE(message({"piano", "kazoo"}).find("'kazoo' is no instrument"), std::string::npos);
  EXPECT_NE(message({"kazoo"}).find("synthesizer, drums"), std::string::npos) << "what is known";
  EXPECT_NE(message({"drums", "piano", "drums"}).find("'drums' stands"), std::string::npos);
  EXPECT_NE(message({"drums"}).find("alone"), std::string::npos);
  EXPECT_FALSE(line_up_of({}));
  EXPECT_FALSE(line_up_of({""}));
}

TEST(LineUp, LettersMayBeLargeAndSpacesHyphens) {
  const auto line_up = line_up_of({"Electric-Piano", "FLUTE", "Drums"});
  ASSERT_TRUE(line_up) << line_up.error().message;
  ASSERT_EQ(line_up->size(), 2u);
  EXPECT_EQ(kFamilies[(*line_up)[0].family].word, "electric piano");
  EXPECT_TRUE(may_have_drums({"Piano", "Drums"}));
}

TEST(LineUp, PlainWordsForFamilies) {
  const auto plain = [](const char* word) {
    return kFamilies[plain_family(*find_family(word))].word;
  };
  EXPECT_EQ(plain("electric piano"), "piano");
  EXPECT_EQ(plain("plucked strings"), "guitar");
  EXPECT_EQ(plain("flute"), "strings");
  EXPECT_EQ(plain("bass"), "bass");
  for (const char* word : {"piano", "guitar", "strings"}) EXPECT_EQ(plain(word), word);
}

TEST(LineUp, DrumsPlayWhereTheyAreNamedOrNobodyIs) {
  EXPECT_TRUE(may_have_drums({}));
  EXPECT_TRUE(may_have_drums({"piano", "drums"}));
  EXPECT_FALSE(may_have_drums({"piano"}));
}

TEST(LineUp, ProbabilitiesOfWhatCountsAddUp) {
  const auto line_up = line_up_of({"piano", "bass"});
  ASSERT_TRUE(line_up);
  std::vector<float> families(2 * kFamilyCount, std::log(0.01F));
  families[*find_family("piano")] = std::log(0.5F);
  families[*find_family("mallets")] = std::log(0.2F);
  families[kFamilyCount + *find_family("bass")] = -1000.0F;
  const ClassLogs logs = logs_of_line_up(*line_up, families);
  ASSERT_EQ(logs.size(), 2u);
  EXPECT_NEAR(std::exp(logs[0][0]), 0.71, 1e-6);
  EXPECT_NEAR(std::exp(logs[0][1]), 0.03, 1e-6);
  EXPECT_NEAR(std::exp(logs[1][1]), 0.02, 1e-6);
}

}  // namespace
}  // namespace divisi::parts
