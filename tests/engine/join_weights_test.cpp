#include "engine/join_weights.h"

#include <gtest/gtest.h>

#include "../models/made_weights.h"
#include "divisi/transcriber.h"
#include "engine/loaded_parts.h"
#include "made_model.h"
#include "made_recording.h"

namespace divisi::engine {
namespace {

models::InstrumentNetSpec other_instruments() {
  models::InstrumentNetSpec spec;
  spec.channels = 4;
  spec.timbre_numbers = 3;  // that the memory is told
  return spec;
}

std::filesystem::path write_instruments(const testing::TemporaryFolder& folder) {
  nn::WeightsInfo info;
  info.model = models::kInstrumentNetName;
  info.recipe = "{}";
  info.hyper_parameters = models::parameters_of(other_instruments());
  EXPECT_TRUE(testing::write_made_network(folder / "instruments.dvw",
                                          models::InstrumentNet(other_instruments()).all_layers(),
                                          std::move(info), 9));
  return folder / "instruments.dvw";
}

TEST(JoinWeights, TheNewNetworkTakesTheOldOnesPlaceAndTheRestStays) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw"));
  const auto joined =
      take_in_instruments(folder / "timbre.dvw", write_instruments(folder), folder / "joined.dvw");
  ASSERT_TRUE(joined) << joined.error().message;
  const auto before = load_parts(folder / "timbre.dvw", {});
  const auto after = load_parts(folder / "joined.dvw", {});
  ASSERT_TRUE(before && after) << after.error().message;
  EXPECT_EQ((*after)->instruments->spec().channels, 4);
  EXPECT_EQ((*before)->instruments->spec().channels, 8);
  EXPECT_EQ((*after)->network_sha256, (*before)->network_sha256) << "enrolled timbres outlive it";
  EXPECT_NE((*after)->instruments_sha256, (*before)->instruments_sha256);
  EXPECT_TRUE((*after)->memory);
  EXPECT_TRUE((*after)->names);
}

TEST(JoinWeights, AnothersCompanyTakesThePlaceOfTheOldOne) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw", true));
  ASSERT_TRUE(testing::write_made_timbre(folder / "other.dvw", false, {{"company.reach", {9.0}}}));
  const auto joined =
      take_in_company(folder / "timbre.dvw", folder / "other.dvw", folder / "joined.dvw");
  ASSERT_TRUE(joined) << joined.error().message;
  const auto after = load_parts(folder / "joined.dvw", {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ((*after)->company->spec().reach, 9);
  EXPECT_EQ((*after)->memory->spec().reach, 6) << "the memory stays";
  EXPECT_TRUE((*after)->names);
  EXPECT_FALSE(
      take_in_company(folder / "timbre.dvw", write_instruments(folder), folder / "no.dvw"));
}

TEST(JoinWeights, AnothersTruthTakesThePlaceOfTheOldOne) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw", true));
  ASSERT_TRUE(testing::write_made_timbre(folder / "other.dvw", false,
                                         {{"truth.dimensions", {1.0}}, {"truth.reach", {9.0}}}));
  ASSERT_TRUE(take_in_truth(folder / "timbre.dvw", folder / "other.dvw", folder / "joined.dvw"));
  const auto after = load_parts(folder / "joined.dvw", {});
  ASSERT_TRUE(after) << after.error().message;
  ASSERT_TRUE((*after)->truth);
  EXPECT_EQ((*after)->truth->spec().reach, 9);
  EXPECT_EQ((*after)->memory->spec().reach, 6) << "the memory stays";
}

TEST(JoinWeights, OtherNetworksAreRefusedByName) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw"));
  const auto instruments = write_instruments(folder);
  for (const auto& [timbre, added] : {std::pair(instruments, instruments),
                                      std::pair(folder / "timbre.dvw", folder / "timbre.dvw"),
                                      std::pair(folder / "none.dvw", instruments)}) {
    const auto joined = take_in_instruments(timbre, added, folder / "out.dvw");
    ASSERT_FALSE(joined);
    EXPECT_NE(joined.error().message.find((folder / "").string()), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(folder / "out.dvw"));
  }
}

TEST(LoadParts, AnInstrumentNetworkForOtherFamiliesIsRefused) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(
      testing::write_made_timbre(folder / "timbre.dvw", true, {{"instrument.families", {5.0}}}));
  const auto loaded = load_parts(folder / "timbre.dvw", {});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
}

TEST(LoadParts, CompanyThatAnswersForOtherFamiliesIsRefused) {
  const testing::TemporaryFolder folder;
  for (const char* size : {"company.dimensions", "company.item_numbers"}) {
    ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw", true, {{size, {5.0}}}));
    const auto loaded = load_parts(folder / "timbre.dvw", {});
    ASSERT_FALSE(loaded) << size;
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
    EXPECT_NE(loaded.error().message.find("company."), std::string::npos);
  }
}

TEST(LoadParts, DoubtThatHasMoreThanOneAnswerIsRefused) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(testing::write_made_timbre(folder / "timbre.dvw", true, {{"truth.dimensions", {2}}}));
  const auto loaded = load_parts(folder / "timbre.dvw", {});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
  EXPECT_NE(loaded.error().message.find("truth.dimensions: expected 1"), std::string::npos);
}

}  // namespace
}  // namespace divisi::engine
