#include "score/percussion.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string_view>

namespace divisi::score {
namespace {

TEST(Percussion, KeysOutsideTheMapAreOther) {
  for (const int key : {-1, 0, 34, 82, 127, 1000}) {
    EXPECT_EQ(percussion_class(key), PercussionClass::other) << key;
  }
}

TEST(Percussion, EveryKeyOfTheMapHasTheClassOfItsInstrument) {
  const std::map<PercussionClass, std::set<int>> expected = {
      {PercussionClass::kick, {35, 36}},
      {PercussionClass::snare, {38, 40}},
      {PercussionClass::hi_hat, {42, 44, 46}},
      {PercussionClass::tom, {41, 43, 45, 47, 48, 50}},
      {PercussionClass::cymbal, {49, 51, 52, 53, 55, 57, 59}}};
  std::map<PercussionClass, std::set<int>> found;
  for (int key = 0; key < 128; ++key) found[percussion_class(key)].insert(key);
  found.erase(PercussionClass::other);
  EXPECT_EQ(found, expected);
}

TEST(Percussion, ASideStickIsNoSnare) { EXPECT_EQ(percussion_class(37), PercussionClass::other); }

TEST(Percussion, EveryClassHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const PercussionClass percussion : kPercussionClasses)
    EXPECT_TRUE(names.insert(percussion_name(percussion)).second);
}

}  // namespace
}  // namespace divisi::score
