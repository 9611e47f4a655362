#include "parts/slot_inputs.h"

#include <cmath>

#include <gtest/gtest.h>

#include "made_tokens.h"
#include "models/note_slots.h"

namespace divisi::parts {
namespace {

using testing::by_timbre;
using testing::MadeNotes;
using testing::make_notes;

constexpr int kReach = models::kMostSlots - 1;

MadeNotes made_piece(int notes) {
  return make_notes({{{1.0F, 0.0F, 0.0F}, 72, 84}, {{0.0F, 1.0F, 0.0F}, 40, 55}}, notes, 0.2, 5);
}

struct Filled {
  nn::Map items, relations;
};

Filled fill(const MadeNotes& made, const std::vector<int>& slots, int count) {
  Filled filled;
  fill_slots({made.tokens, made.tokens, slots, count}, by_timbre(), filled.items, filled.relations);
  return filled;
}

float relation(const Filled& filled, int from, int to, SlotRelation which) {
  return filled.relations.at(from, to - from + kReach, which);
}

TEST(SlotInputs, OneNoteInOneSlot) {
  const MadeNotes made = made_piece(1);
  const Filled filled = fill(made, {0}, 1);
  ASSERT_EQ(filled.items.frames(), 1);
  ASSERT_EQ(filled.items.channels(), slot_item_numbers(3, 3));
  for (std::size_t i = 0; i < filled.items.size(); ++i)
    EXPECT_TRUE(std::isfinite(filled.items.data()[i]));
  for (std::size_t i = 0; i < filled.relations.size(); ++i)
    EXPECT_TRUE(std::isfinite(filled.relations.data()[i]));
}

TEST(SlotInputs, TellTwoSourcesApart) {
  MadeNotes made = made_piece(60);
  // Three slots: the first source, the second in two halves.
  std::vector<int> slots = made.truth;
  for (std::size_t n = 30; n < 60; ++n) slots[n] += slots[n] == 1 ? 1 : 0;
  const Filled filled = fill(made, slots, 3);
  EXPECT_GT(relation(filled, 1, 2, kMeanLogit), 1.0F);
  EXPECT_LT(relation(filled, 0, 1, kMeanLogit), -1.0F);
  EXPECT_GT(relation(filled, 1, 2, kLead), 0.5F);
  EXPECT_GT(relation(filled, 1, 2, kTimbreAlike), 0.9F);
  EXPECT_GT(relation(filled, 0, 1, kApartOctaves), 1.5F);
  EXPECT_LT(relation(filled, 1, 2, kApartOctaves), 0.5F);
  EXPECT_LT(relation(filled, 1, 2, kCommonSpan), 0.1F);  // one half after the other
  EXPECT_EQ(relation(filled, 0, 1, kFollowing), relation(filled, 1, 0, kFollowingBack));
}

/// Training sees half a minute. Counts must not say that ten minutes are something else.
TEST(SlotInputs, AreTheSameForAPieceAndForItsRepetitions) {
  const MadeNotes once = made_piece(400);
  MadeNotes often = once;
  for (int round = 1; round < 10; ++round) {
    for (std::size_t n = 0; n < 400; ++n) {
      Note note = once.tokens.notes[n];
      note.onset_s += 50.0 * round;
      note.offset_s += 50.0 * round;
      often.tokens.add(note, once.tokens.vector(n));
      often.truth.push_back(once.truth[n]);
    }
  }
  const Filled one = fill(once, once.truth, 2), other = fill(often, often.truth, 2);
  for (int k = 0; k < 2; ++k) {
    for (int i = 0; i < one.items.channels(); ++i)
      EXPECT_NEAR(one.items.at(k, 0, i), other.items.at(k, 0, i), 0.3) << i;
    EXPECT_NEAR(one.items.at(k, 0, 0), other.items.at(k, 0, 0), 1e-5);    // notes
    EXPECT_NEAR(one.items.at(k, 0, 13), other.items.at(k, 0, 13), 1e-5);  // all notes
  }
}

/// Slots are a set: what one is told does not depend on its number.
TEST(SlotInputs, DoNotDependOnTheOrderOfSlots) {
  const MadeNotes made = made_piece(50);
  std::vector<int> slots;
  for (std::size_t n = 0; n < 50; ++n) slots.push_back(made.truth[n] * 2 + (n % 2 ? 1 : 0));
  std::vector<int> turned;
  for (const int slot : slots) turned.push_back(3 - slot);
  const Filled one = fill(made, slots, 4);
  const Filled other = fill(made, turned, 4);
  for (int k = 0; k < 4; ++k) {
    for (int i = 0; i < one.items.channels(); ++i)
      EXPECT_FLOAT_EQ(one.items.at(k, 0, i), other.items.at(3 - k, 0, i));
    for (int l = 0; l < 4; ++l) {
      for (int r = 0; r < kSlotRelations; ++r) {
        const auto which = static_cast<SlotRelation>(r);
        EXPECT_FLOAT_EQ(relation(one, k, l, which), relation(other, 3 - k, 3 - l, which)) << r;
      }
    }
  }
}

}  // namespace
}  // namespace divisi::parts
