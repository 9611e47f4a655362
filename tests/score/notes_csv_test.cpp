#include "score/notes_csv.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/csv.h"
#include "core/note_table.h"

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

TEST(NotesCsv, BendsStandInOneCell) {
  Score score;
  score.parts = {{"Voice", 53, false, {{1.5, 2.0, 60, 64, 0.75}}}};
  score.parts[0].notes[0].bend_cents = {-30, 0, 12};
  const std::string text = format_notes_csv(score);
  EXPECT_NE(text.find("60,64,-30 0 12,Voice,"), std::string::npos) << text;
  EXPECT_TRUE(core::parse_note_table(text, "x.csv"));
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

TEST(NotesCsv, TheMetricsReadWhatWeWrite) {
  Score score;
  score.parts = {{"Piano", 0, false, {{1.5, 2.0, 60, 64, 0.75}}},
                 {"Drums, left", 0, true, {{0.25, 0.5, 36, 100, 1.0}}}};
  const auto notes = core::parse_note_table(format_notes_csv(score), "song.notes.csv");
  ASSERT_TRUE(notes) << notes.error().message;
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_EQ((*notes)[0].source, "Drums, left");
  EXPECT_EQ((*notes)[1].onset_s, 1.5);
  EXPECT_EQ((*notes)[1].offset_s, 2.0);
  EXPECT_EQ((*notes)[1].pitch_midi, 60.0);
  EXPECT_EQ((*notes)[1].velocity, 64.0);
  EXPECT_EQ((*notes)[1].source, "Piano");
  const auto none = core::parse_note_table(format_notes_csv(Score{}), "none.notes.csv");
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->empty());
}

TEST(NotesCsv, NoNotesLeaveTheHeader) {
  EXPECT_EQ(format_notes_csv(Score{}).find('\n'), format_notes_csv(Score{}).size() - 1);
  Score score;
  score.parts = {{"x", 0, false, {{NAN, 1.0, 60, 64, NAN}}}};
  EXPECT_EQ(format_notes_csv(score), format_notes_csv(Score{}));
}

}  // namespace
}  // namespace divisi::score
