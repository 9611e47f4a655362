#include "timbre/protocol.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "made_pieces.h"
#include "timbre/protocol_report.h"
#include "timbre/protocol_scores.h"

namespace divisi::timbre {
namespace {

/// Embeddings that know the truth: the stem that sounds at a cell, as an axis.
class Oracle {
 public:
  explicit Oracle(const ProtocolPiece& piece) : piece_(piece) {}

  Expected<nn::Map> operator()(const std::vector<float>& samples) const {
    const int frames = static_cast<int>((samples.size() + 255) / 256);
    nn::Map map(frames, 84, 12);
    for (std::size_t s = 0; s < piece_.stems.size(); ++s) {
      for (const Note& note : piece_.stems[s].notes) {
        const parts::NoteCells where = parts::cells_of(note, published_grid(), frames);
        for (int t = where.first_frame; t < where.end_frame; ++t) {
          map.at(t, where.pitch, static_cast<int>(s)) = 1.0f;
        }
      }
    }
    return map;
  }

 private:
  const ProtocolPiece& piece_;
};

/// Four stems in the same register, none on another's key.
ProtocolPiece made_piece() {
  ProtocolPiece piece{"made", {}};
  for (int s = 0; s < 4; ++s) {
    ProtocolStem stem;
    stem.name = std::to_string(s);
    for (int n = 0; n < 8; ++n) {
      stem.notes.push_back({0.05 + 0.2 * n, 0.22 + 0.2 * n, 50 + 4 * ((n * 5 + s) % 8) + s, 80});
    }
    stem.samples.assign(2 * 22050, 0.0f);
    piece.stems.push_back(std::move(stem));
  }
  return piece;
}

TEST(Choices, AreAllAndEachOnce) {
  EXPECT_EQ(choices(4, 2).size(), 6u);
  EXPECT_EQ(choices(4, 4).size(), 1u);
  EXPECT_TRUE(choices(3, 4).empty());
  EXPECT_EQ(choices(3, 2), (std::vector<std::vector<std::size_t>>{{0, 1}, {0, 2}, {1, 2}}));
}

TEST(Protocol, NoPiecesNoRows) {
  EXPECT_TRUE(run_protocol({}, {}, nullptr)->empty());
  const ProtocolPiece one{"one", {{"a", std::vector<float>(1000), {}}}};
  EXPECT_TRUE(run_protocol({one}, {}, nullptr)->empty());
}

TEST(Protocol, EmbeddingsThatKnowTheTruthScoreOne) {
  const ProtocolPiece piece = made_piece();
  int mixtures = 0;
  const auto rows =
      run_protocol({piece}, {Oracle(piece), {}}, [&](const std::string&) { ++mixtures; });
  ASSERT_TRUE(rows);
  EXPECT_EQ(mixtures, 6 + 4 + 1);
  ASSERT_EQ(rows->size(), 9u);
  for (const ProtocolRow& row : *rows) {
    EXPECT_EQ(row.mixtures, row.source_count == 2 ? 6 : row.source_count == 3 ? 4 : 1);
    EXPECT_DOUBLE_EQ(row.agnostic_note_f1, 1.0);
    if (row.grouping == Grouping::pitch_bands) {
      EXPECT_LT(row.separated_note_f1, 0.95) << row.source_count;
    } else {
      EXPECT_DOUBLE_EQ(row.separated_note_f1, 1.0) << row.source_count;
      EXPECT_DOUBLE_EQ(row.ratio, 1.0);
      EXPECT_NEAR(row.separated_frame_f1, 1.0, 0.1) << "frames begin at the nearest, or after";
    }
  }
}

TEST(Protocol, NotesOfATranscriberAreACondition) {
  const ProtocolPiece piece = made_piece();
  const auto none = [](const std::vector<float>&) {
    return Expected<std::vector<Note>>(std::vector<Note>{});
  };
  const auto rows = run_protocol({piece}, {Oracle(piece), none}, nullptr);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 18u);
  for (const ProtocolRow& row : *rows) {
    if (row.origin != NoteOrigin::network) continue;
    EXPECT_EQ(row.separated_note_f1, 0.0);
    EXPECT_EQ(row.ratio, 0.0);
  }
}

TEST(Protocol, SaysWhatFailed) {
  const ProtocolPiece piece = made_piece();
  const auto broken = [](const std::vector<float>&) {
    return Expected<nn::Map>(Error{ErrorCode::corrupt, "no", "x"});
  };
  const auto rows = run_protocol({piece}, {broken, {}}, nullptr);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message, "no");
}

TEST(ScoreParts, PairsInTheBestWay) {
  const std::vector<Note> low = {{0.0, 0.5, 40}, {0.5, 1.0, 42}};
  const std::vector<Note> high = {{0.0, 0.5, 70}, {0.5, 1.0, 72}};
  const std::vector<SeparatedPart> stems = {part_of(low, 100), part_of(high, 100)};
  const SeparationScores swapped = score_parts(stems, {part_of(high, 100), part_of(low, 100)});
  EXPECT_DOUBLE_EQ(swapped.note_f1, 1.0);
  EXPECT_DOUBLE_EQ(swapped.frame_f1, 1.0);
  // One note of each stem astray: F1 of one right in two, both ways.
  const std::vector<Note> a = {low[0], high[1]};
  const std::vector<Note> b = {high[0], low[1]};
  EXPECT_DOUBLE_EQ(score_parts(stems, {part_of(a, 100), part_of(b, 100)}).note_f1, 0.5);
  EXPECT_DOUBLE_EQ(score_parts(stems, {part_of(low, 100), part_of({}, 100)}).note_f1, 0.5);
  EXPECT_DOUBLE_EQ(score_parts(stems, {}).note_f1, 0.0);
}

TEST(ProtocolReport, HasALineForEachRow) {
  ProtocolRow row;
  row.source_count = 3;
  row.mixtures = 12;
  row.separated_note_f1 = 0.5;
  row.ratio = 0.625;
  const std::string markdown = to_markdown(std::vector<ProtocolRow>{row, row});
  EXPECT_EQ(std::count(markdown.begin(), markdown.end(), '\n'), 4);
  EXPECT_NE(markdown.find("| 3 | 12 | truth | notes | 0.500 |"), std::string::npos) << markdown;
  EXPECT_NE(to_json(std::vector<ProtocolRow>{row}).find("\"ratio\": 0.625000}"), std::string::npos);
  EXPECT_EQ(to_json(std::vector<ProtocolRow>{}), "[\n]\n");
}

}  // namespace
}  // namespace divisi::timbre
