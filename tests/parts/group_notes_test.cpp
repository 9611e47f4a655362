#include "parts/group_notes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "made_tokens.h"

namespace divisi::parts {
namespace {

using testing::by_timbre;
using testing::MadeNotes;
using testing::MadeSource;
using testing::make_notes;

const MadeSource kHigh{{1.0F, 0.0F, 0.0F}, 72, 84};
const MadeSource kMiddle{{0.0F, 1.0F, 0.0F}, 60, 80};
const MadeSource kLow{{0.0F, 0.0F, 1.0F}, 40, 55};

/// Share of the notes whose part is that of most notes of their source.
double purity(const MadeNotes& made, const Grouping& grouping) {
  std::map<std::pair<int, int>, int> counts;
  for (std::size_t n = 0; n < made.truth.size(); ++n)
    ++counts[{made.truth[n], grouping.part_of_note[n]}];
  std::map<int, int> most;
  for (const auto& [key, count] : counts) most[key.first] = std::max(most[key.first], count);
  int good = 0;
  for (const auto& [source, count] : most) good += count;
  return static_cast<double>(good) / static_cast<double>(made.truth.size());
}

TEST(GroupNotes, NothingAndOneNote) {
  NoteTokens none;
  none.dimensions = 3;
  EXPECT_EQ(group_notes(none, by_timbre(), {}).part_count, 0);
  const MadeNotes one = make_notes({kHigh}, 1, 0.0, 1);
  const Grouping grouping = group_notes(one.tokens, by_timbre(), {});
  EXPECT_EQ(grouping.part_count, 1);
  EXPECT_EQ(grouping.part_of_note, (std::vector<int>{0}));
  EXPECT_DOUBLE_EQ(grouping.confidence[0], 1.0);
}

TEST(GroupNotes, HearsHowManyThereAre) {
  const std::vector<MadeSource> all = {kHigh, kMiddle, kLow};
  for (std::size_t count = 1; count <= 3; ++count) {
    const MadeNotes made =
        make_notes({all.begin(), all.begin() + static_cast<long>(count)}, 120, 0.3, count);
    const Grouping grouping = group_notes(made.tokens, by_timbre(), {});
    EXPECT_EQ(grouping.part_count, static_cast<int>(count));
    EXPECT_DOUBLE_EQ(purity(made, grouping), 1.0);
    for (const double confidence : grouping.confidence) EXPECT_GE(confidence, 0.5);
  }
}

TEST(GroupNotes, PartsFallInPitch) {
  const MadeNotes made = make_notes({kLow, kHigh}, 60, 0.1, 2);
  const Grouping grouping = group_notes(made.tokens, by_timbre(), {});
  for (std::size_t n = 0; n < 60; ++n)
    EXPECT_EQ(grouping.part_of_note[n], made.truth[n] == 1 ? 0 : 1);
}

TEST(GroupNotes, TakesAGivenNumber) {
  const MadeNotes made = make_notes({kHigh, kMiddle, kLow}, 90, 0.3, 5);
  for (const int count : {1, 2, 3, 5}) {
    GroupOptions options;
    options.count = count;
    const Grouping grouping = group_notes(made.tokens, by_timbre(), options);
    EXPECT_LE(grouping.part_count, count);
    EXPECT_GE(grouping.part_count, std::min(count, 3));
  }
  GroupOptions few;
  few.most = 2;
  EXPECT_EQ(group_notes(made.tokens, by_timbre(), few).part_count, 2);
}

/// What blocks the piece is taken in makes no difference to sources that can be told apart.
TEST(GroupNotes, RemembersSourcesFromBlockToBlock) {
  const MadeNotes made = make_notes({kHigh, kMiddle, kLow}, 500, 0.3, 7);
  GroupOptions whole;
  whole.block_notes = 500;
  const Grouping expected = group_notes(made.tokens, by_timbre(), whole);
  for (const int block : {1, 13, 100}) {
    GroupOptions options;
    options.block_notes = block;
    EXPECT_EQ(group_notes(made.tokens, by_timbre(), options).part_of_note, expected.part_of_note)
        << block;
  }
}

TEST(GroupNotes, AFewStrayNotesAreNoPart) {
  MadeNotes made = make_notes({kHigh, kLow}, 200, 0.2, 8);
  const float stray[] = {0.0F, 10.0F, 0.0F};
  Note note;
  note.pitch_midi = 70;
  made.tokens.add(note, stray);
  EXPECT_EQ(group_notes(made.tokens, by_timbre(), {}).part_count, 2);
}

/// Two players of one instrument in one register, left and right.
TEST(GroupNotes, PositionsTellPlayersOfOneInstrumentApart) {
  PairModel pairs = by_timbre();
  MadeNotes made = make_notes({kHigh, kHigh}, 100, 0.3, 11);
  EXPECT_EQ(group_notes(made.tokens, pairs, {}).part_count, 1);
  for (const int source : made.truth) made.tokens.positions.push_back(source == 0 ? -0.5F : 0.4F);
  EXPECT_EQ(group_notes(made.tokens, pairs, {}).part_count, 1) << "nothing was learnt of positions";
  pairs.knots_apart = {0.0, 0.2, 0.8};
  pairs.position_logits = {2.0, 0.0, -10.0};
  const Grouping grouping = group_notes(made.tokens, pairs, {});
  EXPECT_EQ(grouping.part_count, 2);
  EXPECT_DOUBLE_EQ(purity(made, grouping), 1.0);
}

/// Notes that nothing was heard of go by their pitch.
TEST(GroupNotes, PitchDecidesWhereTimbreIsSilent) {
  PairModel pairs = by_timbre();
  pairs.half_trust = 0.1;
  pairs.knots_semitones = {0.0, 12.0};
  pairs.pitch_logits = {-3.0, -5.0};
  MadeNotes made = make_notes({kHigh, kLow}, 100, 0.1, 9);
  const float silent[] = {0.0F, 0.0F, 0.0F};
  Note note;
  note.pitch_midi = 75;
  made.tokens.add(note, silent);
  note.pitch_midi = 45;
  made.tokens.add(note, silent);
  const Grouping grouping = group_notes(made.tokens, pairs, {});
  ASSERT_EQ(grouping.part_count, 2);
  EXPECT_EQ(grouping.part_of_note[100], 0);
  EXPECT_EQ(grouping.part_of_note[101], 1);
}

TEST(GroupNotes, SharesAddUpToOneAndTheWinnerHasMost) {
  const MadeNotes made = make_notes({kHigh, kMiddle, kLow}, 90, 0.3, 21);
  const Grouping grouping = group_notes(made.tokens, by_timbre(), {});
  ASSERT_EQ(grouping.shares.rows, 90u);
  ASSERT_EQ(grouping.shares.columns, 3u);
  for (std::size_t n = 0; n < 90; ++n) {
    const float* row = grouping.shares.row(n);
    EXPECT_NEAR(row[0] + row[1] + row[2], 1.0, 1e-5);
    EXPECT_EQ(std::max_element(row, row + 3) - row, grouping.part_of_note[n]);
  }
}

TEST(SettleGroups, NothingAndNoGroupAtAll) {
  NoteTokens none;
  none.dimensions = 3;
  EXPECT_EQ(settle_groups(none, by_timbre(), {}, {}).part_count, 0);
  const MadeNotes made = make_notes({kHigh, kLow}, 40, 0.2, 22);
  const Grouping anew = settle_groups(made.tokens, by_timbre(), {}, std::vector<int>(40, kNoGroup));
  EXPECT_EQ(anew.part_of_note, group_notes(made.tokens, by_timbre(), {}).part_of_note);
}

TEST(SettleGroups, NotesWithoutAGroupGoWhereTheyFitAndSmallGroupsAreGivenUp) {
  const MadeNotes made = make_notes({kHigh, kLow}, 60, 0.2, 23);
  std::vector<int> groups = made.truth;
  for (std::size_t n = 0; n < 60; n += 3) groups[n] = kNoGroup;
  groups[1] = 2;  // one note alone
  const Grouping settled = settle_groups(made.tokens, by_timbre(), {}, groups);
  EXPECT_EQ(settled.part_count, 2);
  EXPECT_DOUBLE_EQ(purity(made, settled), 1.0);
}

}  // namespace
}  // namespace divisi::parts
