#include "eval/note_streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/json.h"
#include "eval/pitch_bands.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;
using Notes = std::vector<core::AnnotatedNote>;

Notes notes_of(const core::JsonValue& list) {
  Notes notes;
  for (const core::JsonValue& row : list.items) {
    notes.push_back({row.items.at(0).number, row.items.at(1).number, row.items.at(2).number,
                     core::kUnknownVelocity, row.items.at(3).text});
  }
  core::sort_notes(notes);
  return notes;
}

void expect_scores(const core::JsonValue& expected, const StreamScores& found,
                   const std::string& what) {
  constexpr double kTolerance = 1e-9;
  EXPECT_EQ(expected.find_number("k_ref"), static_cast<double>(found.reference_count)) << what;
  EXPECT_EQ(expected.find_number("k_est"), static_cast<double>(found.estimate_count)) << what;
  EXPECT_NEAR(*expected.find_number("macro"), found.macro_f1, kTolerance) << what;
  EXPECT_NEAR(*expected.find_number("micro"), found.micro_f1, kTolerance) << what;
  EXPECT_NEAR(*expected.find_number("note_macro"), found.note_macro_f1, kTolerance) << what;
  const auto label = expected.find_number("label_acc");
  ASSERT_EQ(label.has_value(), found.label_accuracy.has_value()) << what;
  if (label) {
    EXPECT_NEAR(*label, *found.label_accuracy, kTolerance) << what;
  }
}

TEST(NoteStreams, AgreesWithAnIndependentProgram) {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(DIVISI_SOURCE_DIR) / "tests/golden/note_streams")) {
    files.push_back(entry.path());
  }
  ASSERT_GE(files.size(), 20U);
  for (const fs::path& file : files) {
    const auto golden = core::read_json(file);
    ASSERT_TRUE(golden) << golden.error().message;
    const Notes reference = notes_of(*golden->find("reference"));
    const Notes estimate = notes_of(*golden->find("estimate"));
    const core::JsonValue& scores = *golden->find("scores");
    if (estimate.empty()) continue;  // it has no opinion; ours: NoEstimateScoresNothing
    const std::string name = file.filename().string();
    expect_scores(*scores.find("parts"), score_streams(reference, estimate), name);
    expect_scores(*scores.find("one"), score_streams(reference, in_one_source(estimate)), name);
    const std::size_t count = sources_of(reference).size();
    expect_scores(*scores.find("bands"), score_streams(reference, in_pitch_bands(estimate, count)),
                  name);
  }
}

const Notes kDuet = {{0, 1, 60, -1, "a"}, {0, 1, 64, -1, "b"}};

TEST(NoteStreams, NothingAgainstNothing) {
  const StreamScores scores = score_streams({}, {});
  EXPECT_EQ(scores.reference_count, 0U);
  EXPECT_EQ(scores.macro_f1, 0.0);
  EXPECT_FALSE(scores.label_accuracy);
}

TEST(NoteStreams, NoEstimateScoresNothing) {
  const StreamScores scores = score_streams(kDuet, {});
  EXPECT_EQ(scores.estimate_count, 0U);
  EXPECT_EQ(scores.macro_f1, 0.0);
  EXPECT_EQ(scores.micro_f1, 0.0);
  EXPECT_FALSE(scores.label_accuracy);
  ASSERT_EQ(scores.sources.size(), 2U);
  EXPECT_FALSE(scores.sources[0].estimate);
  EXPECT_EQ(scores.sources[0].frames.false_negatives, 100);
}

TEST(NoteStreams, SaysWhoWasTakenForWhom) {
  const Notes estimate = {{0, 1, 60, -1, "y"}, {0, 0.5, 64, -1, "x"}};
  const StreamScores scores = score_streams(kDuet, estimate);
  ASSERT_EQ(scores.sources.size(), 2U);
  EXPECT_EQ(scores.sources[0].reference, "a");
  EXPECT_EQ(scores.sources[0].estimate, "y");
  EXPECT_EQ(scores.sources[0].frame_f1, 1.0);
  EXPECT_EQ(scores.sources[1].estimate, "x");
  EXPECT_NEAR(scores.sources[1].frame_f1, 2.0 / 3.0, 1e-12);
  EXPECT_EQ(scores.sources[1].note_f1, 1.0) << "offsets do not count";
}

TEST(NoteStreams, APairWithoutACommonFrameIsNotReported) {
  const StreamScores scores = score_streams(kDuet, {{5, 6, 60, -1, "x"}, {5, 6, 64, -1, "y"}});
  EXPECT_FALSE(scores.sources[0].estimate);
  EXPECT_FALSE(scores.sources[1].estimate);
}

TEST(PitchBands, NothingStaysNothing) {
  EXPECT_TRUE(in_pitch_bands({}, 3).empty());
  EXPECT_TRUE(in_one_source({}).empty());
}

TEST(PitchBands, SplitsWhereTheGapIs) {
  Notes notes;
  for (const double pitch : {40.0, 41.0, 43.0, 70.0, 71.0}) notes.push_back({0, 1, pitch, -1, "?"});
  const Notes banded = in_pitch_bands(notes, 2);
  for (const core::AnnotatedNote& note : banded) {
    EXPECT_EQ(note.source, note.pitch_midi < 50.0 ? "0" : "1") << note.pitch_midi;
  }
}

TEST(PitchBands, MoreBandsThanPitchesLeavesSomeEmpty) {
  const Notes banded = in_pitch_bands({{0, 1, 60, -1, ""}, {1, 2, 60, -1, ""}}, 4);
  EXPECT_EQ(sources_of(banded), (std::vector<std::string>{"0"}));
}

}  // namespace
}  // namespace divisi::eval
