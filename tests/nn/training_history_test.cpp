#include "nn/training_history.h"

#include <gtest/gtest.h>

namespace divisi::nn {
namespace {

TEST(TrainingHistory, IsTheRecipesInTheirOrderEachOnce) {
  const std::string begun = join_histories(R"({"steps": 1})", R"({"steps": 2, "net": {"a": 1}})");
  EXPECT_EQ(begun, "[{\"steps\": 1},\n{\"steps\": 2, \"net\": {\"a\": 1}}]");
  const std::string one = join_histories(begun, R"({"steps": 3})");
  const std::string other = join_histories(begun, R"({"steps": 4})");
  EXPECT_EQ(join_histories(one, other),
            begun.substr(0, begun.size() - 1) + ",\n{\"steps\": 3},\n{\"steps\": 4}]");
}

TEST(TrainingHistory, ArraysMayBeNested) {
  EXPECT_EQ(join_histories(R"([[{"a": 1},{"b": 2}],[{"a": 1}]])", R"([{"c": 3}])"),
            "[{\"a\": 1},\n{\"b\": 2},\n{\"c\": 3}]");
}

TEST(TrainingHistory, BracesAndQuotesInTextsAreText) {
  const std::string odd = R"({"name": "}\"{", "steps": 1})";
  EXPECT_EQ(join_histories(odd, "{}"), "[" + odd + ",\n{}]");
}

TEST(TrainingHistory, WhatIsNoJsonIsOneRecipe) {
  EXPECT_EQ(join_histories("", "by hand"), "[by hand]");
  EXPECT_EQ(join_histories("{", "}"), "[{,\n}]");
  EXPECT_EQ(join_histories("", ""), "[]");
}

}  // namespace
}  // namespace divisi::nn
