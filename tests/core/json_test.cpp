#include "core/json.h"

#include <gtest/gtest.h>

#include <string>

namespace divisi::core {
namespace {

TEST(Json, ReadsEveryKindInFileOrder) {
  const auto root = parse_json(R"({"b": 1.5, "a": [true, null, "x"], "n": -3})", "a.json");
  ASSERT_TRUE(root);
  ASSERT_EQ(root->members.size(), 3U);
  EXPECT_EQ(root->members[0].first, "b");
  EXPECT_EQ(root->find_number("b"), 1.5);
  EXPECT_EQ(root->find_number("n"), -3.0);
  ASSERT_EQ(root->find("a")->items.size(), 3U);
  EXPECT_TRUE(root->find("a")->items[0].boolean);
  EXPECT_EQ(root->find("a")->items[2].text, "x");
}

TEST(Json, LookingForTheWrongThingFindsNothing) {
  const auto root = parse_json(R"({"a": "1"})", "a.json");
  ASSERT_TRUE(root);
  EXPECT_FALSE(root->find_number("a"));
  EXPECT_FALSE(root->find_boolean("b"));
  EXPECT_EQ(root->find("a")->find("x"), nullptr);
}

TEST(Json, BrokenTextNamesTheFile) {
  for (const std::string text : {"", "{", "[1,", "{\"a\" 1}", "nul", "\xff\xfe", "[1] 2"}) {
    const auto root = parse_json(text, "bad.json");
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().code, ErrorCode::corrupt);
    EXPECT_EQ(root.error().message.rfind("bad.json: found", 0), 0U) << root.error().message;
  }
}

TEST(Json, DepthIsLimited) {
  const auto deep = parse_json(std::string(1000000, '['), "deep.json");
  ASSERT_FALSE(deep);
  EXPECT_NE(deep.error().message.find("nested deeper than 64"), std::string::npos);
  const std::string allowed = std::string(60, '[') + std::string(60, ']');
  EXPECT_TRUE(parse_json(allowed, "ok.json"));
}

TEST(Json, QuotedTextComesBack) {
  const std::string text = "a \"b\"\\\n\t\x01 \xC3\xA9";
  const auto root = parse_json("[" + quote_json(text) + "]", "a.json");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->items[0].text, text);
  EXPECT_TRUE(parse_json("[" + quote_json("\xff") + "]", "a.json")) << "no UTF-8 is replaced";
}

}  // namespace
}  // namespace divisi::core
