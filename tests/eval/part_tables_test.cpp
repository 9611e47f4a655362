// From two lists of notes with their sources to figures of parts and drums, and their tables.

#include "eval/part_tables.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/json.h"
#include "eval/clip_score.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

const Notes kDuet = {{0, 1, 60, -1, "a"}, {0, 1, 64, -1, "b"}};
const Notes kSwapped = {{0, 1, 60, -1, "2"}, {0, 1, 64, -1, "1"}};
const Notes kSolo = {{0, 1, 60, -1, "piano"}, {0, 1, 64, -1, "piano"}};

ClipScore scored(const std::string& id, const std::string& group, const Notes& reference,
                 const Notes& estimate) {
  ClipScore score = score_clip({reference, {}}, {estimate, {}});
  score.id = id;
  score.group = group;
  return score;
}

Notes hits(int count, double first_s, int key) {
  Notes notes;
  for (int i = 0; i < count; ++i) {
    const double time_s = first_s + i;
    notes.push_back({time_s, time_s + 0.05, static_cast<double>(key), -1, "drums:KD"});
  }
  return notes;
}

TEST(PartFigures, NoReferenceNoFiguresOfParts) {
  const ClipScore score = score_clip({}, {kDuet, {}});
  EXPECT_FALSE(score.figures.contains("parts_ref"));
  EXPECT_FALSE(score.figures.contains("parts_macro"));
}

TEST(PartFigures, ASoloHasACountOnly) {
  const ClipScore score = score_clip({kSolo, {}}, {kSwapped, {}});
  EXPECT_EQ(score.figures.at("parts_ref"), 1.0);
  EXPECT_EQ(score.figures.at("parts_est"), 2.0);
  EXPECT_EQ(score.figures.at("parts_count_right"), 0.0);
  EXPECT_EQ(score.figures.at("parts_count_near"), 1.0);
  EXPECT_FALSE(score.figures.contains("parts_macro"));
}

TEST(PartFigures, SourcesAreMeasuredBesideTheBaselines) {
  const ClipScore score = score_clip({kDuet, {}}, {kSwapped, {}});
  EXPECT_EQ(score.figures.at("parts_macro"), 1.0);
  EXPECT_EQ(score.figures.at("parts_label_acc"), 1.0);
  EXPECT_EQ(score.figures.at("parts_count_right"), 1.0);
  EXPECT_NEAR(score.figures.at("one_macro"), 1.0 / 3.0, 1e-12);
  EXPECT_EQ(score.figures.at("bands_macro"), 1.0);
  ASSERT_EQ(score.sources.size(), 2U);
  EXPECT_EQ(score.sources[0].estimate, "2");
}

TEST(PartFigures, DrumsAreNoPart) {
  Notes truth = kDuet;
  truth.push_back({0.5, 0.55, 36, -1, "drums:KD"});
  core::sort_notes(truth);
  const ClipScore score = score_clip({truth, {}}, {kSwapped, {}});
  EXPECT_EQ(score.figures.at("parts_ref"), 2.0);
  EXPECT_EQ(score.figures.at("drums_ref"), 1.0);
  EXPECT_EQ(score.figures.at("drums_F1"), 0.0);
  EXPECT_EQ(score.figures.at("drums_kick_fn"), 1.0);
  EXPECT_FALSE(score.figures.contains("drums_snare_F1")) << "neither side has a snare";
}

TEST(PartFigures, HitsWhereNoDrumPlaysAreCounted) {
  const ClipScore score = score_clip({kSolo, {}}, {hits(3, 0.0, 36), {}});
  EXPECT_EQ(score.figures.at("drums_est"), 3.0);
  EXPECT_FALSE(score.figures.contains("drums_F1"));
}

TEST(PartTables, NothingToShowNoTable) {
  const Report one_part = summarize("x", {scored("c_1", "c", kDuet, kSolo)});
  EXPECT_EQ(format_part_table({one_part}, true), "");
  EXPECT_EQ(format_count_table({one_part}), "");
  EXPECT_EQ(format_drum_table({one_part}, true), "");
  EXPECT_EQ(format_part_table({}, true), "");
}

TEST(PartTables, OnlyGroupsWithSeveralSourcesWeigh) {
  const Report report =
      summarize("x", {scored("c_1", "c", kDuet, kSwapped), scored("c_2", "c", kDuet, kSolo),
                      scored("d_1", "d", kDuet, {}), scored("e_1", "e", kSolo, kSolo)});
  // The solo has no part figures; the clip without an estimate counts as 0, not as absent.
  EXPECT_NEAR(report.overall.figures.at("parts_macro"), (2.0 / 3.0 + 0.0) / 2.0, 1e-12);
  const std::string table = format_part_table({report}, true);
  EXPECT_NE(table.find("| c_1 | x | 2 | 2 | 1.000 | 1.000 | 1.000 | 1.000 | 0.333 |"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("| d_1 | x | 2 | 0 | 0.000 |"), std::string::npos) << table;
  EXPECT_NE(table.find("| 2 groups, equal weight | x | - | - | 0.333 |"), std::string::npos)
      << table;
  EXPECT_EQ(table.find("e_1"), std::string::npos) << table;
}

TEST(PartTables, CountsAreSharesAndAConfusion) {
  const Report report =
      summarize("x", {scored("c_1", "c", kDuet, kSwapped), scored("c_2", "c", kDuet, kSolo),
                      scored("d_1", "d", kDuet, {}), scored("e_1", "e", kSolo, kSolo)});
  const std::string table = format_count_table({report});
  EXPECT_NE(table.find("| c (2) | x | 0.500 | 1.000 |"), std::string::npos) << table;
  EXPECT_NE(table.find("| 3 groups, equal weight | x | 0.500 | 0.667 |"), std::string::npos)
      << table;
  EXPECT_NE(table.find("| all clips (4) | x | 0.500 | 0.750 |"), std::string::npos) << table;
  EXPECT_NE(table.find("| sources, x | found 0 | found 1 | found 2 |\n|---|---|---|---|\n"
                       "| 1 | - | 1 | - |\n| 2 | 1 | 1 | 1 |\n"),
            std::string::npos)
      << table;
}

TEST(PartTables, DrumsAreMeansOfClipsAndOfAllHits) {
  // All 8 kicks of one clip are found and none of the 2 of the other.
  const Report report = summarize("x", {scored("c_1", "c", hits(8, 0.0, 36), hits(8, 0.01, 35)),
                                        scored("c_2", "c", hits(2, 0.0, 36), hits(2, 0.5, 36)),
                                        scored("e_1", "e", kSolo, kSolo)});
  EXPECT_NEAR(report.groups[0].figures.at("drums_F1"), 0.5, 1e-12);
  EXPECT_NEAR(report.groups[0].figures.at("drums_pooled_F1"), 0.8, 1e-12);
  EXPECT_NEAR(report.overall.figures.at("drums_F1"), 0.5, 1e-12);
  const std::string table = format_drum_table({report}, false);
  EXPECT_NE(table.find("| c (2) | x | 5 | 5 | 0.500 | - | - | - | - | - | 0.500 | 0.500 | 0.500 | "
                       "0.800 | 0.000 |"),
            std::string::npos)
      << table;
  EXPECT_EQ(table.find("| e (1)"), std::string::npos) << table;
}

TEST(PartTables, JsonSaysWhoWasTakenForWhom) {
  const Report report =
      summarize("x", {scored("c_1", "c", kDuet, {{0, 1, 64, -1, "the \"flute\""}}),
                      scored("e_1", "e", kSolo, kSolo)});
  const auto json = core::parse_json(format_json({report}), "report.json");
  ASSERT_TRUE(json) << json.error().message;
  const core::JsonValue& clips = *json->find("reports")->items.at(0).find("clips");
  const auto& sources = clips.find("c_1")->find("sources")->items;
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].find_text("reference"), "a");
  EXPECT_FALSE(sources[0].find_text("estimate"));
  EXPECT_EQ(sources[1].find_text("estimate"), "the \"flute\"");
  EXPECT_EQ(sources[1].find_number("frame_F1"), 1.0);
  EXPECT_EQ(clips.find("e_1")->find("sources"), nullptr);
}

}  // namespace
}  // namespace divisi::eval
