#include "score/notes_csv.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/csv.h"

namespace divisi::score {
namespace {

TEST(NotesCsv, OneLineForEachNoteInOrderOfOnset) {
  Score score;
  score.parts = {{"Piano", 0, false, {{1.5, 2.0, 60, 64, 0.75}}},
                 {"Flute, second", 73, false, {{0.25, 0.5, 72, 100, 1.0}}}};
  EXPECT_EQ(format_notes_csv(score),
            "start_time_s,end_time_s,pitch_midi,velocity,pitch_bend,part,confidence\n"
            "0.250000,0.500000,72,100,,\"Flute, second\",1.0000\n"
            "1.500000,2.000000,60,64,,Piano,0.7500\n");
}

TEST(NotesCsv, AnyNameSurvives) {
  Score score;
  const std::string name = "Say \"hi\",\nÉtude";
  score.parts = {{name, 0, false, {{0.0, 1.0, 60, 64, 1.0}}}};
  const auto table = core::parse_csv(format_notes_csv(score), "x.csv");
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows[0][5], name);
}

TEST(NotesCsv, NoNotesLeaveTheHeader) {
  EXPECT_EQ(format_notes_csv(Score{}).find('\n'), format_notes_csv(Score{}).size() - 1);
  Score score;
  score.parts = {{"x", 0, false, {{NAN, 1.0, 60, 64, NAN}}}};
  EXPECT_EQ(format_notes_csv(score), format_notes_csv(Score{}));
}

}  // namespace
}  // namespace divisi::score
