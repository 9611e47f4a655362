#include "core/csv.h"

#include <gtest/gtest.h>

namespace divisi::core {
namespace {

TEST(Csv, EmptyTextHasNoRows) {
  const auto table = parse_csv("", "empty.csv");
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->rows.empty());
  EXPECT_TRUE(table->header.empty());
}

TEST(Csv, TrimsCellsLowersHeaderAndKeepsLineNumbers) {
  const auto table =
      parse_csv("\xEF\xBB\xBF Onset , MIDI\r\n\r\n# a remark\r\n 1.5 ,60\r\n", "a.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->header, (std::vector<std::string>{"onset", "midi"}));
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows[0], (std::vector<std::string>{"1.5", "60"}));
  EXPECT_EQ(table->lines[0], 4U);
}

TEST(Csv, QuotedCellsHoldSeparatorsQuotesAndLineEnds) {
  const auto table = parse_csv("title,x\n\"a, \"\"b\"\"\nc\",1\nd,2\n", "a.csv");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0][0], "a, \"b\"\nc");
  EXPECT_EQ(table->rows[0][1], "1");
  EXPECT_EQ(table->lines[1], 4U);
}

TEST(Csv, UnclosedQuoteNamesItsLine) {
  const auto table = parse_csv("x\n1\n\"2\n3\n", "a.csv");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::corrupt);
  EXPECT_NE(table.error().message.find("a.csv, line 3"), std::string::npos);
}

TEST(Csv, BlankSeparatedRowsNeedNoHeader) {
  const auto table = parse_csv("0.1\t 2  3\n\n4 5\n", "a.txt", {' ', false});
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2U);
  EXPECT_EQ(table->rows[0], (std::vector<std::string>{"0.1", "2", "3"}));
  EXPECT_EQ(table->lines[1], 3U);
}

TEST(Csv, ErrorsNameFileLineFoundAndExpected) {
  const auto table = parse_csv("onset,pitch\n1,abc\n2\n3,inf\n", "b.csv");
  ASSERT_TRUE(table);
  const auto number = table->number(0, 1);
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error().message, "b.csv, line 2: found 'abc', expected a number");
  const auto missing = table->number(1, 1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "b.csv, line 3: found 1 cells, expected at least 2");
  EXPECT_FALSE(table->number(2, 1)) << "an infinity is no time and no pitch";
  const auto column = table->require_column({"velocity", "vel"});
  ASSERT_FALSE(column);
  EXPECT_EQ(column.error().message,
            "b.csv, line 1: found the columns 'onset,pitch', expected one called 'velocity'");
}

TEST(Csv, MissingFileIsNotFound) {
  const auto table = read_csv("/nonexistent/table.csv");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace divisi::core
