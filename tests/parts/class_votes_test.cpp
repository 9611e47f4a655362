#include "parts/class_votes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace divisi::parts {
namespace {

/// Logs of two classes, of which the first has this probability.
std::vector<double> of_first(double probability) {
  return {std::log(probability), std::log(1.0 - probability)};
}

/// Notes that are alike where their letter is the same, and the less alike the further it is.
NoteTokens that_sound(std::string_view letters) {
  NoteTokens tokens;
  tokens.dimensions = 2;
  for (const char letter : letters) {
    const float angle = 0.7F * static_cast<float>(letter - 'a');
    const std::array<float, 2> vector = {std::cos(angle), std::sin(angle)};
    tokens.add(Note{0.0, 1.0, 60, 64}, vector.data());
  }
  return tokens;
}

/// Two are one player's where they sound alike.
PairModel by_sound() {
  PairModel pairs;
  pairs.half_trust = 0.0;
  return pairs;
}

/// Nobody can tell.
PairModel by_nothing() {
  PairModel pairs = by_sound();
  pairs.cosine_weight = 0.0;
  return pairs;
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
  EXPECT_EQ(class_shares({}, {}, by_sound()).rows, 0u);
}

TEST(ClassVotes, WhatIsTakenOffMakesSharesEqual) {
  const ClassLogs logs = {of_first(0.9), of_first(0.8), of_first(0.6), of_first(0.95)};
  const std::vector<double> leaning = leaning_of(logs);
  double first = 0.0;
  for (const auto& note : logs)
    first += 1.0 / (1.0 + std::exp(note[1] - leaning[1] - note[0] + leaning[0])) / 4.0;
  EXPECT_NEAR(first, 0.5, 1e-4);
}

TEST(ClassVotes, ANoteIsOutvotedByThoseThatItSoundsLike) {
  const ClassLogs logs = {of_first(0.9), of_first(0.9), of_first(0.4),
                          of_first(0.1), of_first(0.1), of_first(0.2)};
  EXPECT_EQ(likeliest(class_shares(logs, that_sound("aaaccc"), by_sound())),
            (std::vector<std::size_t>{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(likeliest(class_shares(logs, that_sound("aaaccc"), by_nothing())),
            (std::vector<std::size_t>{0, 0, 1, 1, 1, 1}))
      << "where nobody can tell, by what each says itself";
  EXPECT_EQ(likeliest(class_shares(logs, that_sound("aaccca"), by_sound())),
            (std::vector<std::size_t>{0, 0, 1, 1, 1, 0}))
      << "the one that sounds like the first two is theirs";
}

/// Notes change their classes until none does: the middle ones follow, one after another.
TEST(ClassVotes, NotesAreAskedAgain) {
  const ClassLogs logs = {of_first(0.99), of_first(0.99), of_first(0.45),
                          of_first(0.45), of_first(0.01), of_first(0.01)};
  EXPECT_EQ(likeliest(class_shares(logs, that_sound("aabbee"), by_sound())),
            (std::vector<std::size_t>{0, 0, 0, 0, 1, 1}));
}

/// Two guitars and a piano: the guitars are told apart by likeness alone, and a note that says it
/// were the piano's by being like the second guitar's.
TEST(ClassVotes, ClassesThatSayTheSameAreToldApartByLikeness) {
  const std::vector<double> guitar = {std::log(0.45), std::log(0.1), std::log(0.45)};
  const std::vector<double> piano = {std::log(0.05), std::log(0.9), std::log(0.05)};
  const std::vector<double> perhaps = {std::log(0.25), std::log(0.5), std::log(0.25)};
  const ClassLogs logs = {guitar, guitar, guitar, piano, piano, guitar, guitar, perhaps};
  const auto classes = likeliest(class_shares(logs, that_sound("aaaeeccc"), by_sound()));
  EXPECT_EQ(classes[3], 1u);
  EXPECT_EQ(classes[4], 1u);
  EXPECT_EQ((std::set<std::size_t>{classes[0], classes[5]}), (std::set<std::size_t>{0, 2}));
  for (const std::size_t same : {1, 2}) EXPECT_EQ(classes[same], classes[0]);
  for (const std::size_t same : {6, 7}) EXPECT_EQ(classes[same], classes[5]);
}

/// A sound that leans to the first class: what leans least is the second.
TEST(ClassVotes, EveryClassPlays) {
  const ClassLogs logs = {of_first(0.95), of_first(0.9), of_first(0.55), of_first(0.6)};
  EXPECT_EQ(likeliest(class_shares(logs, that_sound("aabb"), by_sound())),
            (std::vector<std::size_t>{0, 0, 1, 1}));
}

/// However sure the network is, numbers stay numbers; a class may stay without notes.
TEST(ClassVotes, CertaintyIsNoTrouble) {
  const ClassLogs logs = {{0.0, -1000.0}, {0.0, -1000.0}};
  const Map2d shares = class_shares(logs, that_sound("aa"), by_sound());
  EXPECT_EQ(likeliest(shares), (std::vector<std::size_t>{0, 0}));
  for (std::size_t n = 0; n < 2; ++n) EXPECT_NEAR(shares.at(n, 0) + shares.at(n, 1), 1.0F, 1e-6F);
}

}  // namespace
}  // namespace divisi::parts
