#include "decode/rules.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>
#include <string>

#include "made_evidence.h"

namespace divisi::decode {
namespace {

TEST(Rules, EveryTuningFieldHasOneName) {
  DecodeTuning tuning;
  std::set<std::string> names;
  std::set<double*> fields;
  for_each_field(tuning, [&](const char* name, double& field) {
    names.insert(name);
    fields.insert(&field);
  });
  EXPECT_EQ(names.size(), sizeof(DecodeTuning) / sizeof(double));
  EXPECT_EQ(fields.size(), names.size());
}

TEST(Rules, DefaultsLookNoFurtherThanSixteenRows) {
  const Rules rules = make_rules(kFrames, {}, {});
  EXPECT_LE(rules.look_ahead_rows, 16);
  EXPECT_EQ(rules.dip_rows, 2);
  EXPECT_EQ(rules.soft_min_rows, 8);
}

TEST(Rules, DurationsFollowTheHop) {
  const Rules fine = make_rules(FrameGrid{kHop / 4.0, 0.0}, {}, {});
  EXPECT_EQ(fine.dip_rows, 8);
  EXPECT_EQ(fine.soft_min_rows, 34);
}

TEST(Rules, NonsenseIsBroughtIntoBounds) {
  for (const double value : {-1e300, 1e300, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()}) {
    DecodeTuning tuning;
    for_each_field(tuning, [&](const char*, double& field) { field = value; });
    const Rules rules = make_rules(kFrames, {value, value, value, value}, tuning);
    EXPECT_GT(rules.onset_threshold, 0.0f);
    EXPECT_LE(rules.frame_threshold, 1.0f);
    EXPECT_LE(rules.look_ahead_rows + rules.look_back_rows, 512);
    EXPECT_GE(rules.look_back_rows, rules.ghost_wait_rows);
  }
}

}  // namespace
}  // namespace divisi::decode
