// What clients write, read: addresses, ranges, names, numbers, decisions.
#include <gtest/gtest.h>

#include "server/answers.h"
#include "server/byte_range.h"
#include "server/decision_request.h"
#include "server/json_text.h"
#include "server/project_fields.h"
#include "server/router.h"
#include "server/uri.h"

namespace divisi::server {
namespace {

TEST(ParseTarget, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "a", "*", "http://x/", "/%", "/%4", "/%zz", "/a%00b", "/?a=%0"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(ParseTarget, DecodesPathAndQuery) {
  const auto target = parse_target("/a%20b+/c?x=1+2&&name=%C3%A9.mp3&flag&=y");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/a b+/c");
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"x", "1 2"}, {"name", "\xC3\xA9.mp3"}, {"flag", ""}, {"", "y"}};
  EXPECT_EQ(target->query, expected);
}

TEST(ParseTarget, DecodesOnceOnly) { EXPECT_EQ(parse_target("/%252e%252e")->path, "/%2e%2e"); }

TEST(EncodePercent, IsUndoneByDecoding) {
  std::string all;
  for (int c = 1; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(decode_percent(encode_percent(all), false), all);
}

TEST(SplitPath, KeepsEmptySegments) {
  EXPECT_EQ(split_path("/"), (std::vector<std::string_view>{""}));
  EXPECT_EQ(split_path("/a//b/"), (std::vector<std::string_view>{"a", "", "b", ""}));
}

struct RangeCase {
  const char* header;
  std::uint64_t size;
  int kind;  ///< 0 whole, 1 a range, 2 unsatisfiable
  std::uint64_t first, length;
};

TEST(ParseByteRange, FollowsTheStandard) {
  const RangeCase cases[] = {{"bytes=0-99", 1000, 1, 0, 100},
                             {"bytes=999-", 1000, 1, 999, 1},
                             {"bytes=-1", 1000, 1, 999, 1},
                             {"bytes=-5000", 1000, 1, 0, 1000},
                             {"bytes=10-5000", 1000, 1, 10, 990},
                             {"bytes=0-0", 1, 1, 0, 1},
                             {"bytes=1000-", 1000, 2, 0, 0},
                             {"bytes=0-", 0, 2, 0, 0},
                             {"bytes=-0", 1000, 2, 0, 0},
                             {"bytes=-5", 0, 2, 0, 0},
                             {"bytes=5-2", 1000, 0, 0, 0},
                             {"bytes=0-1,5-6", 1000, 0, 0, 0},
                             {"bytes=a-b", 1000, 0, 0, 0},
                             {"bytes=", 1000, 0, 0, 0},
                             {"bytes=-", 1000, 0, 0, 0},
                             {"items=0-1", 1000, 0, 0, 0},
                             {"bytes=--1", 1000, 0, 0, 0},
                             {"bytes=+1-2", 1000, 0, 0, 0},
                             {"bytes=99999999999999999999-", 1000, 2, 0, 0},
                             {"bytes=0-99999999999999999999", 1000, 1, 0, 1000}};
  for (const RangeCase& it : cases) {
    const auto parsed = parse_byte_range(it.header, it.size);
    ASSERT_EQ(static_cast<int>(parsed.index()), it.kind) << it.header;
    if (it.kind != 1) continue;
    EXPECT_EQ(std::get<ByteRange>(parsed).first, it.first) << it.header;
    EXPECT_EQ(std::get<ByteRange>(parsed).length, it.length) << it.header;
  }
}

TEST(ProjectName, KeepsTheLastPartOfAPathAndNothingElse) {
  EXPECT_EQ(*parse_project_name("song.mp3"), "song.mp3");
  EXPECT_EQ(*parse_project_name("/etc/../a b.wav"), "a b.wav");
  EXPECT_EQ(*parse_project_name("C:\\music\\x.wav"), "x.wav");
  EXPECT_EQ(*parse_project_name("a\r\nSet-Cookie: b"), "a  Set-Cookie: b");
  EXPECT_EQ(*parse_project_name("\xFF"), "\xEF\xBF\xBD");
  for (const char* text : {"", "/", "..", "a/..", "   ", "x/"}) {
    EXPECT_FALSE(parse_project_name(text)) << text;
  }
}

TEST(ProjectName, IsCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "\xC3\xA9";
  EXPECT_EQ(parse_project_name(text)->size(), 200U);
  EXPECT_EQ(parse_project_name("a" + text)->size(), 199U);
}

TEST(PartCount, IsAutoOrASmallNumber) {
  EXPECT_EQ(*parse_part_count("auto"), 0);
  EXPECT_EQ(*parse_part_count("64"), 64);
  for (const char* text : {"", "0", "65", "-1", "1.5", "4x", "99999999999999999999"}) {
    EXPECT_FALSE(parse_part_count(text)) << text;
  }
}

TEST(Revision, IsANumberInQuotesOrNot) {
  EXPECT_EQ(parse_revision("\"12\""), 12);
  EXPECT_EQ(parse_revision("0"), 0);
  for (const char* text : {"", "\"", "\"\"", "*", "W/\"1\"", "-1", "99999999999"}) {
    EXPECT_FALSE(parse_revision(text)) << text;
  }
}

TEST(Decision, ReadsEveryDialAndNamesWhatIsWrong) {
  const auto all = parse_decision(
      R"({"threshold": 0.3, "onset_threshold": 0.4, "frame_threshold": 0.5, "min_note_s": 0.1,
          "parts": 3, "max_parts": 5, "ghost_suppression": 0, "quantise": 4,
          "quantise_strength": 0.5})");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->threshold, 0.3);
  EXPECT_EQ(all->onset_threshold, 0.4);
  EXPECT_EQ(all->frame_threshold, 0.5);
  EXPECT_EQ(all->min_note_s, 0.1);
  EXPECT_EQ(all->parts.count, 3);
  EXPECT_EQ(all->parts.most, 5);
  EXPECT_EQ(all->ghost_suppression, 0.0);
  EXPECT_EQ(all->quantise, 4);
  EXPECT_EQ(all->quantise_strength, 0.5);
  EXPECT_EQ(parse_decision("")->parts.count, 0);
  EXPECT_TRUE(parse_decision(R"({"keep_doubtful": true})")->parts.keep_doubtful);
  EXPECT_FALSE(parse_decision(R"({"keep_doubtful": false})")->parts.keep_doubtful);
  EXPECT_EQ(parse_decision(R"({"instruments": ["piano", "drums"]})")->parts.instruments,
            (std::vector<std::string>{"piano", "drums"}));
  EXPECT_EQ(parse_decision(R"({"parts": "auto"})")->parts.count, 0);
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"threshold": 0})", "threshold"},
      {R"({"threshold": "0.5"})", "threshold"},
      {R"({"threshold": 1})", "threshold"},
      {R"({"threshold": null})", "threshold"},
      {R"({"parts": 2.5})", "parts"},
      {R"({"parts": 65})", "parts"},
      {R"({"parts": "many"})", "parts"},
      {R"({"max_parts": "auto"})", "max_parts"},
      {R"({"keep_doubtful": 1})", "keep_doubtful: expected true or false"},
      {R"({"instruments": "piano"})", "instruments: expected a list of texts"},
      {R"({"instruments": ["piano", 4]})", "instruments: expected a list of texts"},
      {R"({"instruments": ["kazoo"]})", "instruments: 'kazoo' is no instrument"},
      {R"({"min_note_s": 1e9})", "min_note_s"},
      {R"({"volume": 3})", "volume"},
      {R"({"quantise": 13})", "quantise: expected one of 0, 1, 2, 3, 4, 6, 8, 12"},
      {R"({"quantise": 5})", "quantise: expected one of 0, 1, 2, 3, 4, 6, 8, 12"},
      {R"({"quantise": 2.5})", "quantise"},
      {R"({"quantise": "2"})", "quantise"},
      {R"({"quantise": -1})", "quantise"},
      {R"({"quantise_strength": 2})", "quantise_strength"},
      {R"({"ghost_suppression": true})", "ghost_suppression"},
      {"[]", "object"},
      {"{", "JSON"},
      {"\xFF", "JSON"}};
  for (const auto& [json, said] : wrong) {
    const auto parsed = parse_decision(json);
    ASSERT_FALSE(parsed) << json;
    EXPECT_NE(parsed.error().message.find(said), std::string::npos) << parsed.error().message;
  }
}

TEST(JsonNumber, IsNeverWhatJsonCannotSay) {
  EXPECT_EQ(json_number(1.0), "1");
  EXPECT_EQ(json_number(-0.0000001), "0");
  EXPECT_EQ(json_number(0.1234567), "0.123457");
  EXPECT_EQ(json_number(2147483648.0), "2147483648");
  EXPECT_EQ(json_number(1.0 / 0.0), "null");
}

TEST(Attachment, HoldsAnyName) {
  EXPECT_EQ(attachment_named("a\"b\xC3\xA9\r\n.mid"),
            "attachment; filename=\"a_b____.mid\"; filename*=UTF-8''a%22b%C3%A9%0D%0A.mid");
}

TEST(Router, TellsUnknownAddressesFromWrongMethods) {
  Router router;
  const auto echo = [](HttpRequest& request) { return json_answer(200, request.captured.at(0)); };
  router.add("GET", "/a/{x}", echo);
  router.add("PUT", "/a/{x}", echo);
  HttpRequest request;
  request.method = "GET";
  request.path = "/a/7";
  EXPECT_EQ(std::get<std::string>(router.answer(request).body), "7");
  request.method = "DELETE";
  const HttpResponse refused = router.answer(request);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.back().second, "GET, PUT");
  for (const char* path : {"/a/", "/a", "/a/7/", "/", "", "//a/7", "/A/7"}) {
    request.path = path;
    EXPECT_EQ(router.answer(request).status, 404) << path;
  }
}

}  // namespace
}  // namespace divisi::server
