#include "parts/slot_grouping.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "../models/made_weights.h"
#include "made_tokens.h"
#include "models/memory_model.h"
#include "models/timbre_net.h"
#include "parts/slot_inputs.h"

namespace divisi::parts {
namespace {

using models::testing::made_file;
using models::testing::MadeTensor;
using testing::by_timbre;
using testing::MadeNotes;
using testing::make_notes;

models::NoteMemorySpec made_spec() {
  return models::note_slots_spec(slot_item_numbers(3, 3), kSlotRelations);
}

/// A network that says `joined` of every pair and `activity` of every slot: all else is 0.
models::SlotsModel saying(float joined, float activity) {
  auto tensors = models::testing::made_tensors(models::NoteSlots(made_spec()).all_layers(), 1);
  for (MadeTensor& tensor : tensors) {
    const float value = tensor.name == "slots.pair_out.bias"   ? joined
                        : tensor.name == "slots.activity.bias" ? activity
                                                               : 0.0F;
    std::fill(tensor.values.begin(), tensor.values.end(), value);
  }
  nn::WeightsFile file =
      made_file(models::kTimbreNetName, models::parameters_of(made_spec(), "slots."), tensors);
  return models::SlotsModel::load(file, made_spec().item_numbers, kSlotRelations).value().value();
}

MadeNotes made_piece() {
  return make_notes(
      {{{1.0F, 0.0F, 0.0F}, 72, 84}, {{0.0F, 1.0F, 0.0F}, 60, 80}, {{0.0F, 0.0F, 1.0F}, 40, 55}},
      120, 0.3, 9);
}

SlotGrouping group(const MadeNotes& made, const models::SlotsModel& network,
                   const SlotOptions& options = {}, const GroupOptions& grouping = {}) {
  return group_by_slots(made.tokens, made.tokens, by_timbre(), network, options, grouping);
}

TEST(SlotGrouping, NothingAndOneNote) {
  NoteTokens none;
  none.dimensions = 3;
  EXPECT_EQ(group_by_slots(none, none, by_timbre(), saying(0, 0), {}, {}).parts.part_count, 0);
  const MadeNotes one = make_notes({{{1.0F, 0.0F, 0.0F}, 60, 60}}, 1, 0.0, 1);
  const SlotGrouping grouped = group(one, saying(0, 0));
  EXPECT_EQ(grouped.parts.part_count, 1);
  EXPECT_EQ(grouped.part_of_slot, (std::vector<int>{0}));
}

TEST(SlotGrouping, SlotsThatAreNeverJoinedStayParts) {
  const SlotGrouping grouped = group(made_piece(), saying(-3.0F, 2.0F));
  EXPECT_EQ(grouped.slots.count, 3);
  EXPECT_EQ(grouped.parts.part_count, 3);
  EXPECT_NEAR(grouped.activity[0], 1.0 / (1.0 + std::exp(-2.0)), 1e-5);
  EXPECT_NEAR(grouped.joined.at(0, 1), 1.0 / (1.0 + std::exp(3.0)), 1e-5);
}

TEST(SlotGrouping, SlotsThatAreAlwaysJoinedAreOnePart) {
  EXPECT_EQ(group(made_piece(), saying(3.0F, 2.0F)).parts.part_count, 1);
}

TEST(SlotGrouping, GivesAsManyPartsAsAreAskedFor) {
  for (const float joined : {-3.0F, 3.0F}) {
    EXPECT_EQ(group(made_piece(), saying(joined, 2.0F), {}, {.count = 2}).parts.part_count, 2);
  }
  EXPECT_EQ(group(made_piece(), saying(-3.0F, 2.0F), {}, {.most = 2}).parts.part_count, 2);
}

/// Ten minutes, taken in a few hundred notes at a time: a source is one part from first to last.
TEST(SlotGrouping, PartsAreTheSameFromTheFirstToTheLastNote) {
  const MadeNotes made = make_notes(
      {{{1.0F, 0.0F, 0.0F}, 72, 84}, {{0.0F, 1.0F, 0.0F}, 60, 80}, {{0.0F, 0.0F, 1.0F}, 40, 55}},
      6000, 0.3, 11);
  const SlotGrouping grouped = group(made, saying(-3.0F, 2.0F));
  ASSERT_EQ(grouped.parts.part_count, 3);
  std::vector<int> part_of_source(3, -1);
  for (std::size_t n = 0; n < made.truth.size(); ++n) {
    int& part = part_of_source[static_cast<std::size_t>(made.truth[n])];
    if (part < 0) part = grouped.parts.part_of_note[n];
    EXPECT_EQ(grouped.parts.part_of_note[n], part) << n;
  }
}

TEST(SlotGrouping, WhereNoSlotIsActiveNotesGroupThemselves) {
  const SlotGrouping grouped = group(made_piece(), saying(-3.0F, -9.0F), {.least_activity = 0.5});
  EXPECT_EQ(grouped.parts.part_count, 3);
}

TEST(SlotGrouping, BeginsWithNoMoreSlotsThanTheNetworkHas) {
  std::vector<testing::MadeSource> many;
  for (int s = 0; s < 40; ++s) many.push_back({{1.0F, 0.0F, 0.0F}, 20 + 2 * s, 21 + 2 * s});
  PairModel by_pitch = by_timbre();
  by_pitch.cosine_weight = 0.0;
  by_pitch.knots_semitones = {0.0, 1.0, 2.0};
  by_pitch.pitch_logits = {4.0, 4.0, -4.0};
  const MadeNotes made = make_notes(many, 600, 0.0, 3);
  EXPECT_EQ(first_slots(made.tokens, by_pitch, 1.0).count, models::kMostSlots);
}

TEST(SlotsModel, RefusesAnotherReach) {
  models::NoteMemorySpec spec = made_spec();
  spec.reach = 5;
  nn::WeightsFile file =
      made_file(models::kTimbreNetName, models::parameters_of(spec, "slots."),
                models::testing::made_tensors(models::NoteSlots(spec).all_layers(), 1));
  const auto loaded = models::SlotsModel::load(file, spec.item_numbers, kSlotRelations);
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().message.find("slots.reach"), std::string::npos);
}

}  // namespace
}  // namespace divisi::parts
