#include "parts/class_votes.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace divisi::parts {
namespace {

constexpr double kSay = 2.0;

/// Logs of two classes, of which the first has this probability.
std::vector<double> of_first(double probability) {
  return {std::log(probability), std::log(1.0 - probability)};
}

/// Each note all of one part.
Map2d all_of(const std::vector<std::size_t>& part_of_note, std::size_t parts) {
  Map2d shares(part_of_note.size(), parts);
  for (std::size_t n = 0; n < part_of_note.size(); ++n) shares.at(n, part_of_note[n]) = 1.0F;
  return shares;
}

std::vector<std::size_t> likeliest(const Map2d& shares) {
  std::vector<std::size_t> of_notes;
  for (std::size_t n = 0; n < shares.rows; ++n) {
    const float* row = shares.row(n);
    of_notes.push_back(static_cast<std::size_t>(std::max_element(row, row + shares.columns) - row));
  }
  return of_notes;
}

TEST(ClassVotes, OfNothingThereAreNone) {
  EXPECT_TRUE(leaning_of({}).empty());
  EXPECT_EQ(class_shares({}, {}, kSay).rows, 0u);
}

TEST(ClassVotes, WhatIsTakenOffMakesSharesEqual) {
  const ClassLogs logs = {of_first(0.9), of_first(0.8), of_first(0.6), of_first(0.95)};
  const std::vector<double> leaning = leaning_of(logs);
  double first = 0.0;
  for (const auto& note : logs)
    first += 1.0 / (1.0 + std::exp(note[1] - leaning[1] - note[0] + leaning[0])) / 4.0;
  EXPECT_NEAR(first, 0.5, 1e-4);
}

TEST(ClassVotes, ANoteIsOutvotedByItsPart) {
  const ClassLogs logs = {of_first(0.9), of_first(0.9), of_first(0.4),
                          of_first(0.1), of_first(0.1), of_first(0.2)};
  const auto together = class_shares(logs, all_of({0, 0, 0, 1, 1, 1}, 2), kSay);
  EXPECT_EQ(likeliest(together), (std::vector<std::size_t>{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(likeliest(class_shares(logs, all_of({0, 0, 0, 1, 1, 1}, 2), 0.0))[2], 1u)
      << "unless that has no say";
  const auto alone = class_shares(logs, all_of({0, 1, 2, 3, 4, 5}, 6), kSay);
  EXPECT_EQ(likeliest(alone), (std::vector<std::size_t>{0, 0, 1, 1, 1, 1}))
      << "by what each says itself";
}

/// A sound that leans to the first class: what leans least is the second.
TEST(ClassVotes, EveryClassPlays) {
  const ClassLogs logs = {of_first(0.95), of_first(0.9), of_first(0.55), of_first(0.6)};
  EXPECT_EQ(likeliest(class_shares(logs, all_of({0, 0, 1, 1}, 2), kSay)),
            (std::vector<std::size_t>{0, 0, 1, 1}));
}

/// However sure the network is, numbers stay numbers.
TEST(ClassVotes, CertaintyIsNoTrouble) {
  const ClassLogs logs = {{0.0, -1000.0}, {0.0, -1000.0}};
  const Map2d shares = class_shares(logs, all_of({0, 0}, 1), kSay);
  EXPECT_EQ(likeliest(shares), (std::vector<std::size_t>{0, 0}));
  for (std::size_t n = 0; n < 2; ++n) EXPECT_NEAR(shares.at(n, 0) + shares.at(n, 1), 1.0F, 1e-6F);
}

}  // namespace
}  // namespace divisi::parts
