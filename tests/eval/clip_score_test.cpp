// From estimates on disk to the figures of clips, groups and the whole.

#include "eval/clip_score.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/json.h"
#include "eval/estimate.h"
#include "eval/npy.h"
#include "eval/report.h"
#include "score/midi_writer.h"
#include "score/notes_csv.h"
#include "score/score_json.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;
using Notes = std::vector<core::AnnotatedNote>;

class EstimateFolder : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("divisi_estimate_") + info->name());
    fs::remove_all(root_);
    fs::create_directories(root_ / "clip");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  void write_posterior(const std::string& meta) const {
    // Two frames, keys 60 and 61: 60 sounds in the first, 61 nearly in the second.
    const std::vector<float> cells = {0.9F, 0.1F, 0.2F, 0.4F};
    ASSERT_TRUE(write_npy<float>(root_ / "clip/frames.npy", cells, {2, 2}));
    ASSERT_TRUE(write_npy<double>(root_ / "clip/times.npy", std::vector{0.0, 0.1}, {2}));
    write("clip/meta.json", meta);
  }

  fs::path root_;
};

TEST(ClipScore, NothingAgainstNothing) {
  const ClipScore score = score_clip({}, {});
  EXPECT_EQ(score.figures.at("frame10_F1"), 0.0);
  EXPECT_EQ(score.figures.at("note_on_F1"), 0.0);
  EXPECT_EQ(score.figures.at("n_ref"), 0.0);
  EXPECT_FALSE(score.figures.contains("AP10"));
}

TEST(ClipScore, PercussionIsLeftOutOfBothSides) {
  const Notes truth = {{0, 1, 36, -1, "drums:KD"}, {0, 1, 60, -1, "piano"}};
  const Estimate estimate{{{0, 1, 38, -1, "Percussion"}, {0, 1, 60, -1, ""}}, {}};
  const ClipScore score = score_clip({truth, {}}, estimate);
  EXPECT_EQ(score.figures.at("n_ref"), 1.0);
  EXPECT_EQ(score.figures.at("note_onoff_F1"), 1.0);
  EXPECT_EQ(score.figures.at("frame10_F1"), 1.0);
}

TEST(ClipScore, VelocityFiguresNeedVelocitiesOnBothSides) {
  const Notes with = {{0, 1, 60, 80, ""}};
  const Notes without = {{0, 1, 60, core::kUnknownVelocity, ""}};
  EXPECT_TRUE(score_clip({with, {}}, {with, {}}).figures.contains("note_onvel_F1"));
  EXPECT_FALSE(score_clip({with, {}}, {without, {}}).figures.contains("note_onvel_F1"));
}

TEST_F(EstimateFolder, PosteriorsAreRankedOnTheGridOfTheNotes) {
  write("clip/notes.csv", "onset_s,offset_s,midi,confidence\n0,0.05,60,0.5\n");
  write_posterior(R"({"midi_min": 60, "frame_threshold": 0.9, "has_sources": false})");
  const auto estimate = read_estimate(root_, "clip");
  ASSERT_TRUE(estimate) << estimate.error().message;
  const ClipScore score = score_clip({{{0, 0.05, 60, -1, ""}}, {}}, *estimate);
  // 15 frames; the nearest frame is the first up to 50 ms (6 frames), of which 5 are true.
  EXPECT_NEAR(score.figures.at("AP10"), 5.0 / 6.0, 1e-12);
  EXPECT_NEAR(score.figures.at("post10_F1"), 2.0 * 5.0 / 11.0, 1e-12);
  EXPECT_NEAR(score.figures.at("best10_thr"), 0.9, 1e-6);
  EXPECT_EQ(score.curve.size(), curve_thresholds().size());
}

TEST_F(EstimateFolder, BrokenPosteriorsAreNamed) {
  write("clip/notes.csv", "onset_s,offset_s,midi\n");
  write_posterior("{}");
  EXPECT_NE(read_estimate(root_, "clip").error().message.find("midi_min"), std::string::npos);
  write_posterior(R"({"midi_min": 60})");
  ASSERT_TRUE(write_npy<double>(root_ / "clip/times.npy", std::vector{0.0}, {1}));
  EXPECT_NE(read_estimate(root_, "clip").error().message.find("times.npy: found 1 times"),
            std::string::npos);
  ASSERT_TRUE(write_npy<double>(root_ / "clip/times.npy", std::vector{0.1, 0.0}, {2}));
  EXPECT_NE(read_estimate(root_, "clip").error().message.find("rising order"), std::string::npos);
}

TEST_F(EstimateFolder, WhatTheProgramWritesIsReadInEveryFormat) {
  Score score;
  Part part;
  part.name = "Flute";
  part.notes = {{1.0, 2.0, 72, 90, 0.5}};
  score.parts = {part};
  part.name = "Kit";
  part.is_drums = true;
  part.notes = {{0.5, 0.6, 36, 80, 0.5}};
  score.parts.push_back(part);
  score::ScoreDocument document;
  document.score = score;
  ASSERT_TRUE(score::write_score_json(document, root_ / "a.notes.json"));
  ASSERT_TRUE(score::write_notes_csv(score, root_ / "b.notes.csv"));
  ASSERT_TRUE(score::write_midi(score, root_ / "c.mid"));
  // As `divisi transcribe` does it without --output.
  std::filesystem::create_directories(root_ / "d");
  ASSERT_TRUE(score::write_notes_csv(score, root_ / "d/d.notes.csv"));
  std::filesystem::create_directories(root_ / "album/e");
  ASSERT_TRUE(score::write_midi(score, root_ / "album/e/e.mid"));
  for (const char* id : {"a", "b", "c", "d", "album/e"}) {
    const auto estimate = read_estimate(root_, id);
    ASSERT_TRUE(estimate) << estimate.error().message;
    ASSERT_EQ(estimate->notes.size(), 2U) << id;
    EXPECT_NEAR(estimate->notes[1].onset_s, 1.0, 1e-3) << id;
    EXPECT_EQ(estimate->notes[1].pitch_midi, 72.0) << id;
    EXPECT_EQ(estimate->notes[1].velocity, 90.0) << id;
  }
  EXPECT_EQ(read_estimate(root_, "a")->notes[0].source, "drums");
}

TEST_F(EstimateFolder, AMissingEstimateSaysWhatWasLookedFor) {
  const auto estimate = read_estimate(root_, "clip");
  ASSERT_FALSE(estimate);
  EXPECT_EQ(estimate.error().code, ErrorCode::not_found);
  EXPECT_NE(estimate.error().message.find("notes.{csv,json,mid}"), std::string::npos);
}

ClipScore clip(const std::string& id, const std::string& group, double f1) {
  ClipScore score;
  score.id = id;
  score.group = group;
  score.figures = {{"frame10_F1", f1}, {"n_ref", 3.0}};
  return score;
}

TEST(Report, GroupsCountEquallyHoweverManyClipsTheyHave) {
  Report report = summarize("x", {clip("b_1", "b", 0.0), clip("a_1", "a", 1.0),
                                  clip("b_2", "b", 0.2), clip("b_3", "b", 0.4)});
  EXPECT_NEAR(report.overall.figures.at("frame10_F1"), 0.6, 1e-12);
  EXPECT_EQ(report.clips.front().id, "a_1");
  EXPECT_EQ(report.groups[1].clip_count, 3U);
}

TEST(Report, AFigureThatAGroupLacksHasNoOverallMean) {
  ClipScore with = clip("a_1", "a", 1.0);
  with.figures["AP10"] = 0.5;
  const Report report = summarize("x", {with, clip("b_1", "b", 1.0)});
  EXPECT_FALSE(report.overall.figures.contains("AP10"));
  EXPECT_TRUE(report.groups[0].figures.contains("AP10"));
}

TEST(Report, NoClipsNoFigures) {
  const Report report = summarize("x", {});
  EXPECT_TRUE(report.overall.figures.empty());
  EXPECT_NE(format_table({report}, true).find("0 groups"), std::string::npos);
}

TEST(Report, JsonAndCsvHoldEveryFigureExactly) {
  const Report report = summarize("a \"b\", c", {clip("a_1", "a", 0.1 + 0.2)});
  const auto json = core::parse_json(format_json({report}), "report.json");
  ASSERT_TRUE(json) << json.error().message;
  const core::JsonValue& first = json->find("reports")->items.at(0);
  EXPECT_EQ(first.find_text("name"), "a \"b\", c");
  EXPECT_EQ(first.find("clips")->find("a_1")->find("figures")->find_number("frame10_F1"),
            0.1 + 0.2);
  EXPECT_EQ(format_csv({report}),
            "clip,group,who,frame10_F1,n_ref\na_1,a,\"a \"\"b\"\", c\",0.30000000000000004,3\n");
}

}  // namespace
}  // namespace divisi::eval
