#include "draw/dealing_picture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

#include "draw/note_shares.h"
#include "draw/part_table.h"
#include "draw/piano_roll.h"
#include "draw/roll_layout.h"
#include "draw/slot_lanes.h"
#include "draw/slot_matrix.h"

namespace divisi::draw {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_colour(std::uint32_t pixel, const Colour& colour, double within = 2.0) {
  const auto near = [&](int shift, double c) {
    return std::abs(static_cast<int>(pixel >> shift & 255U) - 255.0 * c) <= within;
  };
  return near(16, colour.red) && near(8, colour.green) && near(0, colour.blue);
}

Score score_of_parts(std::size_t count, double duration_s) {
  Score score;
  score.title = "Song";
  score.duration_s = duration_s;
  for (std::size_t p = 0; p < count; ++p) score.parts.push_back({"", 0, false, {}});
  return score;
}

/// One note of each of two parts: the first sure, the second disputed.
Dealing two_notes() {
  Dealing dealing;
  dealing.notes = {{1.0, 3.0, 60, 40, 1.0}, {5.0, 7.0, 67, 100, 1.0}};
  dealing.part_of_note = {0, 1};
  dealing.shares = Map2d(2, 2);
  dealing.shares.cells = {1.0f, 0.0f, 0.45f, 0.55f};
  return dealing;
}

/// Four slots: 0 and 2 are the second part's, 1 the first's, 3 is given up.
Dealing with_slots() {
  Dealing dealing = two_notes();
  dealing.slot_of_note = {1, 2};
  dealing.part_of_slot = {1, 0, 1, -1};
  dealing.activity = {0.5, 1.0, 0.75, 0.0};
  dealing.joined = Map2d(4, 4);
  for (std::size_t k = 0; k < 4; ++k) dealing.joined.at(k, k) = 1.0f;
  dealing.joined.at(0, 2) = dealing.joined.at(2, 0) = 0.9f;
  return dealing;
}

TEST(ShareColour, IsThatOfThePartWhereNobodySharedIt) {
  for (const std::vector<float>& shares :
       {std::vector<float>{}, {0.0f, 0.0f}, {std::nanf(""), -1.0f}, {0.0f, 0.0f, 1.0f}}) {
    const Colour colour = share_colour(shares, 2);
    EXPECT_DOUBLE_EQ(colour.red, part_colour(2).red);
    EXPECT_DOUBLE_EQ(colour.green, part_colour(2).green);
    EXPECT_DOUBLE_EQ(colour.blue, part_colour(2).blue);
  }
}

TEST(ShareColour, MixesByShare) {
  const Colour colour = share_colour({0.25f, 0.75f}, 1);
  EXPECT_NEAR(colour.red, mix(part_colour(0), part_colour(1), 0.75).red, 1e-9);
  EXPECT_NEAR(colour.blue, mix(part_colour(0), part_colour(1), 0.75).blue, 1e-9);
}

TEST(RunnerUp, IsTheBestButTheWinner) {
  EXPECT_EQ(runner_up({}, 0).share, 0.0);
  EXPECT_EQ(runner_up({1.0f}, 0).share, 0.0);
  EXPECT_EQ(runner_up({0.5f, std::nanf("")}, 0).share, 0.0);
  const RunnerUp second = runner_up({0.125f, 0.5f, 0.375f}, 1);
  EXPECT_EQ(second.part, 2U);
  EXPECT_DOUBLE_EQ(second.share, 0.375);
}

TEST(DealingPicture, ASureNoteIsItsPartsAndADisputedOneShowsBoth) {
  Score score = score_of_parts(2, 10.0);
  const Dealing dealing = two_notes();
  const Canvas canvas = draw_dealing(score, dealing);
  score.parts[0].notes = {dealing.notes[0]};
  score.parts[1].notes = {dealing.notes[1]};
  const RollLayout layout = lay_out_roll(score, {});
  const RollRow& row = layout.rows[0];
  const auto at = [&](double time_s, int midi, double down) {
    return canvas.pixel(static_cast<int>(layout.x_of(row, time_s)),
                        static_cast<int>(layout.y_of(row, midi) + down * layout.semitone_px));
  };
  EXPECT_TRUE(is_colour(at(2.0, 60, 0.2), part_colour(0)));
  EXPECT_TRUE(is_colour(at(2.0, 60, 0.5), part_colour(0)));
  EXPECT_TRUE(is_colour(at(2.0, 60, 0.8), part_colour(0)));
  EXPECT_TRUE(is_colour(at(6.0, 67, 0.15), part_colour(1)));
  EXPECT_TRUE(is_colour(at(6.0, 67, 0.85), part_colour(0)));
  EXPECT_FALSE(is_colour(at(6.0, 67, 0.5), part_colour(0), 30.0));
  EXPECT_FALSE(is_colour(at(6.0, 67, 0.5), part_colour(1), 30.0));
  EXPECT_FALSE(is_colour(at(4.0, 60, 0.5), part_colour(0), 30.0));
}

TEST(DealingPicture, DrumPartsDoNotShiftTheColours) {
  Score score = score_of_parts(2, 10.0);
  const Canvas without = draw_dealing(score, two_notes());
  score.parts.insert(score.parts.begin(), {"Drums", 0, true, {{1.0, 1.1, 36, 64, 1.0}}});
  const Canvas with = draw_dealing(score, two_notes());
  ASSERT_EQ(with.height_px(), without.height_px());
  for (int y = 0; y < with.height_px(); ++y) {
    for (int x = 0; x < with.width_px(); ++x) ASSERT_EQ(with.pixel(x, y), without.pixel(x, y));
  }
}

TEST(SlotLanes, GroupsGoByPartAndThoseGivenUpComeLast) {
  Dealing dealing;
  EXPECT_TRUE(slots_by_part(dealing, 3).empty());
  EXPECT_EQ(slot_lanes_px({}), 0.0);
  dealing.part_of_slot = {2, -1, 0, 2, 7, 0};
  const std::vector<SlotGroup> groups = slots_by_part(dealing, 3);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].part, 0);
  EXPECT_EQ(groups[0].slots, (std::vector<int>{2, 5}));
  EXPECT_EQ(groups[1].part, 2);
  EXPECT_EQ(groups[1].slots, (std::vector<int>{0, 3}));
  EXPECT_EQ(groups[2].part, -1);
  EXPECT_EQ(groups[2].slots, (std::vector<int>{1, 4}));
}

/// From top to bottom, the lanes at `x` that have a mark of `colour` in them.
std::vector<int> lanes_with_mark(const Canvas& canvas, int x, int top, const Colour& colour) {
  std::vector<int> lanes;
  for (int lane = 0; top + lane < canvas.height_px(); ++lane) {
    if (is_colour(canvas.pixel(x, top + lane), colour, 4.0)) lanes.push_back(lane);
  }
  return lanes;
}

TEST(SlotLanes, MarksLieInTheirSlotsLaneInItsPartsColour) {
  const Dealing dealing = with_slots();
  const std::vector<SlotGroup> groups = slots_by_part(dealing, 2);
  RollLayout layout;
  const RollRow row{{100.0, 0.0, 500.0, 50.0}, 0.0, 10.0};
  layout.rows = {row};
  Canvas canvas(620, 50 + static_cast<int>(slot_lanes_px(groups)) + 10, rgb(0x0B0E14));
  draw_slot_lanes(canvas, layout, row, dealing, groups, 50.0);
  const auto mark = [](std::size_t part) { return mix(rgb(0x0B0E14), part_colour(part), 0.68); };
  const std::vector<int> first = lanes_with_mark(canvas, 200, 50, mark(0));
  const std::vector<int> second = lanes_with_mark(canvas, 400, 50, mark(1));
  ASSERT_FALSE(first.empty());
  ASSERT_FALSE(second.empty());
  EXPECT_LE(first.size(), 12U);                                    // one lane, not two
  EXPECT_GT(second.front(), first.back() + 12);                    // slot 0's empty lane is between
  EXPECT_TRUE(lanes_with_mark(canvas, 350, 50, mark(0)).empty());  // between the two notes
  EXPECT_TRUE(lanes_with_mark(canvas, 400, 50, mark(0)).empty());
}

TEST(SlotMatrix, ThereIsNoneOfOneSlotOrOfAnotherSize) {
  Dealing dealing = with_slots();
  EXPECT_GT(slot_matrix_px(dealing, slots_by_part(dealing, 2)), 80.0);
  dealing.joined = Map2d(4, 3);
  EXPECT_EQ(slot_matrix_px(dealing, slots_by_part(dealing, 2)), 0.0);
  dealing.joined = Map2d(4, 4);
  dealing.joined.cells.pop_back();
  EXPECT_EQ(slot_matrix_px(dealing, slots_by_part(dealing, 2)), 0.0);
  dealing.part_of_slot = {0};
  dealing.joined = Map2d(1, 1, 1.0f);
  EXPECT_EQ(slot_matrix_px(dealing, slots_by_part(dealing, 2)), 0.0);
  EXPECT_EQ(slot_matrix_px({}, {}), 0.0);
}

TEST(SlotMatrix, RowsAreInTheOrderOfTheGroups) {
  const Dealing dealing = with_slots();  // in order of the lanes: 1, 0, 2, 3
  const std::vector<SlotGroup> groups = slots_by_part(dealing, 2);
  Canvas canvas(400, 300, rgb(0));
  const double height = slot_matrix_px(dealing, groups);
  draw_slot_matrix(canvas, dealing, groups, {50.0, 20.0});
  constexpr double kCell_px = 26.0;
  const double top = 20.0 + height - 4.0 * kCell_px;
  const auto light = [&](int i, int j) {
    const std::uint32_t c = canvas.pixel(static_cast<int>(50.0 + (j + 0.5) * kCell_px),
                                         static_cast<int>(top + (i + 0.5) * kCell_px));
    return static_cast<int>((c >> 16U & 255U) + (c >> 8U & 255U) + (c & 255U));
  };
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) {
      const bool joined = i == j || (i == 1 && j == 2) || (i == 2 && j == 1);
      EXPECT_EQ(light(i, j) > 500, joined) << i << ", " << j;
    }
  }
}

TEST(PartTable, HasALineForEachPartAndOneForSlotsGivenUpWhileTheyFit) {
  const Score dealt = score_of_parts(3, 10.0);
  const Dealing dealing = with_slots();
  const auto swatches = [&](double width, double height) {
    Canvas canvas(700, 300, rgb(0));
    draw_part_table(canvas, dealt, dealing, slots_by_part(dealing, 3), {20.0, 10.0, width, height});
    std::vector<std::uint32_t> colours;
    for (int y = 1; y < 300; ++y) {
      const std::uint32_t here = canvas.pixel(27, y);
      if (here != 0xFF000000U && here != canvas.pixel(27, y - 1)) colours.push_back(here);
    }
    return colours;
  };
  const std::vector<std::uint32_t> all = swatches(600.0, 200.0);
  ASSERT_EQ(all.size(), 4U);
  for (std::size_t p = 0; p < 3; ++p) EXPECT_TRUE(is_colour(all[p], part_colour(p)));
  EXPECT_TRUE(is_colour(all[3], slot_colour(-1)));
  EXPECT_EQ(swatches(600.0, 65.0).size(), 2U);
  EXPECT_TRUE(swatches(100.0, 200.0).empty());
}

TEST(DealingPicture, SlotsNeedRoomBelowEachRow) {
  const Score score = score_of_parts(2, 100.0);
  const Canvas without = draw_dealing(score, two_notes());
  const Canvas with = draw_dealing(score, with_slots());
  EXPECT_EQ(with.width_px(), without.width_px());
  EXPECT_GT(with.height_px(), without.height_px() + 4 * 60);
}

Dealing much(std::size_t notes, std::size_t slots, double length_s) {
  Dealing dealing;
  dealing.shares = Map2d(notes, 5, 0.2f);
  for (std::size_t n = 0; n < notes; ++n) {
    const double onset_s = length_s * static_cast<double>(n) / static_cast<double>(notes);
    dealing.notes.push_back({onset_s, onset_s + 0.3, static_cast<int>(n * 7 % 128), 64, 1.0});
    dealing.part_of_note.push_back(static_cast<int>(n % 5));
    dealing.slot_of_note.push_back(static_cast<int>(n % slots));
  }
  for (std::size_t k = 0; k < slots; ++k) {
    dealing.part_of_slot.push_back(static_cast<int>(k % 6) - 1);
    dealing.activity.push_back(0.5);
  }
  if (slots < 1000) dealing.joined = Map2d(slots, slots, 0.5f);
  return dealing;
}

TEST(DealingPicture, MuchStaysWithinAPage) {
  const Canvas usual = draw_dealing(score_of_parts(5, 600.0), much(10000, 24, 600.0));
  EXPECT_EQ(usual.width_px(), PianoRollOptions{}.width_px);
  EXPECT_LT(usual.height_px(), 16000);
  const Canvas wild = draw_dealing(score_of_parts(5, 36000.0), much(2000, 5000, 36000.0));
  EXPECT_LT(wild.height_px(), 20000);
}

TEST(DealingPicture, AnythingGivesAPicture) {
  EXPECT_GT(draw_dealing({}, {}).height_px(), 100);
  EXPECT_GT(draw_dealing(score_of_parts(1, kNan), {}, {"bad \xFF title", kNan}).height_px(), 100);
  Dealing wild = with_slots();
  wild.notes.push_back({kNan, 2.0, 60, 64, 1.0});
  wild.notes.push_back({1.0, 2.0, 300, 64, 1.0});
  wild.part_of_note = {99, -5, 0, 0};
  wild.slot_of_note = {-3, 1 << 30};
  wild.part_of_slot = {1 << 30, -9, 0, 1};
  wild.activity = {kNan, 7.0};
  wild.joined.at(0, 1) = static_cast<float>(kNan);
  wild.shares.cells[0] = static_cast<float>(kNan);
  wild.shares.cells[3] = 1e30f;
  EXPECT_GT(draw_dealing(score_of_parts(2, 3.0), wild).height_px(), 100);
  wild.shares.cells.clear();
  wild.part_of_note = {0, 1};
  EXPECT_GT(draw_dealing(score_of_parts(2, 3.0), wild).height_px(), 100);
}

TEST(DealingPicture, CannotWriteIsSaid) {
  const auto refused =
      draw_dealing(score_of_parts(2, 10.0), with_slots()).write_png("/no/such/folder/a.png");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_NE(refused.error().message.find("/no/such/folder/a.png"), std::string::npos);
}

}  // namespace
}  // namespace divisi::draw
