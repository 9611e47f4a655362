// Agreement with mir_eval on its own fixtures. DIVISI_MIR_EVAL_DATA may name a folder with the
// whole of them (tests/data of that project) instead of the smaller ones kept here.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/csv.h"
#include "core/json.h"
#include "eval/multipitch.h"
#include "eval/notes.h"

namespace divisi::eval {
namespace {

namespace fs = std::filesystem;
constexpr double kTolerance = 1e-9;

fs::path fixtures(const std::string& folder) {
  const char* whole = std::getenv("DIVISI_MIR_EVAL_DATA");
  return (whole != nullptr ? fs::path(whole)
                           : fs::path(DIVISI_SOURCE_DIR) / "tests/golden/mir_eval") /
         folder;
}

/// The numbers NN for which refNN.txt is there.
std::vector<std::string> cases_in(const fs::path& folder) {
  std::vector<std::string> numbers;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("ref", 0) == 0) numbers.push_back(name.substr(3, name.size() - 7));
  }
  return numbers;
}

std::vector<std::vector<double>> read_rows(const fs::path& path) {
  const auto table = core::read_csv(path, {' ', false});
  EXPECT_TRUE(table) << table.error().message;
  std::vector<std::vector<double>> rows(table->rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < table->rows[row].size(); ++column) {
      rows[row].push_back(*table->number(row, column));
    }
  }
  return rows;
}

std::vector<TimedPitch> read_notes(const fs::path& path) {
  std::vector<TimedPitch> notes;
  for (const auto& row : read_rows(path)) {
    notes.push_back(
        {row.at(0), row.at(1), row.at(2), row.size() > 3 ? row[3] : core::kUnknownVelocity});
  }
  return notes;
}

PitchSeries read_pitches(const fs::path& path) {
  PitchSeries series;
  for (const auto& row : read_rows(path)) {
    series.time_s.push_back(row.at(0));
    series.frequencies_hz.emplace_back(row.begin() + 1, row.end());
  }
  return series;
}

void expect_scores(const fs::path& path, const std::map<std::string, double>& found) {
  const auto expected = core::read_json(path);
  ASSERT_TRUE(expected) << expected.error().message;
  ASSERT_EQ(expected->members.size(), found.size()) << path;
  for (const auto& [key, value] : expected->members) {
    ASSERT_TRUE(found.contains(key)) << key;
    EXPECT_NEAR(found.at(key), value.number, kTolerance) << path << " " << key;
  }
}

void add(std::map<std::string, double>& found, const NoteScores& scores,
         const std::string& suffix) {
  found["Precision" + suffix] = scores.precision;
  found["Recall" + suffix] = scores.recall;
  found["F-measure" + suffix] = scores.f1;
  found["Average_Overlap_Ratio" + suffix] = scores.average_overlap;
}

NoteTolerance without_offsets(NoteTolerance tolerance) {
  tolerance.offset_ratio.reset();
  return tolerance;
}

TEST(MirEval, TranscriptionFixtures) {
  const fs::path folder = fixtures("transcription");
  const auto numbers = cases_in(folder);
  ASSERT_GE(numbers.size(), 10U);
  for (const std::string& number : numbers) {
    const auto reference = read_notes(folder / ("ref" + number + ".txt"));
    const auto estimate = read_notes(folder / ("est" + number + ".txt"));
    std::map<std::string, double> found;
    add(found, score_notes(reference, estimate, {}), "");
    add(found, score_notes(reference, estimate, without_offsets({})), "_no_offset");
    const NoteScores onsets = score_onsets(reference, estimate);
    found["Onset_Precision"] = onsets.precision;
    found["Onset_Recall"] = onsets.recall;
    found["Onset_F-measure"] = onsets.f1;
    const NoteScores offsets = score_offsets(reference, estimate);
    found["Offset_Precision"] = offsets.precision;
    found["Offset_Recall"] = offsets.recall;
    found["Offset_F-measure"] = offsets.f1;
    expect_scores(folder / ("output" + number + ".json"), found);
  }
}

TEST(MirEval, TranscriptionVelocityFixtures) {
  const fs::path folder = fixtures("transcription_velocity");
  const auto numbers = cases_in(folder);
  ASSERT_GE(numbers.size(), 3U);
  NoteTolerance tolerance;
  tolerance.velocity = 0.1;
  for (const std::string& number : numbers) {
    const auto reference = read_notes(folder / ("ref" + number + ".txt"));
    const auto estimate = read_notes(folder / ("est" + number + ".txt"));
    std::map<std::string, double> found;
    add(found, score_notes(reference, estimate, tolerance), "");
    add(found, score_notes(reference, estimate, without_offsets(tolerance)), "_no_offset");
    expect_scores(folder / ("output" + number + ".json"), found);
  }
}

TEST(MirEval, MultipitchFixtures) {
  const fs::path folder = fixtures("multipitch");
  const auto numbers = cases_in(folder);
  ASSERT_GE(numbers.size(), 3U);
  for (const std::string& number : numbers) {
    const MultipitchResult result =
        score_multipitch(read_pitches(folder / ("ref" + number + ".txt")),
                         read_pitches(folder / ("est" + number + ".txt")));
    std::map<std::string, double> found;
    for (const auto& [prefix, scores] :
         {std::pair{std::string(), result.pitch}, {std::string("Chroma "), result.chroma}}) {
      found[prefix + "Precision"] = scores.precision;
      found[prefix + "Recall"] = scores.recall;
      found[prefix + "Accuracy"] = scores.accuracy;
      found[prefix + "Substitution Error"] = scores.substitution_error;
      found[prefix + "Miss Error"] = scores.miss_error;
      found[prefix + "False Alarm Error"] = scores.false_alarm_error;
      found[prefix + "Total Error"] = scores.total_error;
    }
    expect_scores(folder / ("output" + number + ".json"), found);
  }
}

}  // namespace
}  // namespace divisi::eval
