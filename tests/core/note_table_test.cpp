#include "core/note_table.h"

#include <gtest/gtest.h>

namespace divisi::core {
namespace {

TEST(NoteTable, EmptyFileAndHeaderAloneHaveNoNotes) {
  for (const char* text : {"", "onset_s,offset_s,midi_pitch,source\n"}) {
    const auto notes = parse_note_table(text, "a.csv");
    ASSERT_TRUE(notes);
    EXPECT_TRUE(notes->empty());
  }
}

TEST(NoteTable, SortsAndReadsAllColumnsWhateverTheirOrder) {
  const auto notes = parse_note_table(
      "velocity,source_label,pitch_midi,offset_s,onset_s,confidence\n"
      "100,voice,60.25,2.0,1.0,0.5\n,bass,40,1.5,0.5,0.5\n",
      "a.csv");
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 2U);
  EXPECT_EQ((*notes)[0].source, "bass");
  EXPECT_EQ((*notes)[0].velocity, kUnknownVelocity);
  EXPECT_EQ((*notes)[1].pitch_midi, 60.25);
  EXPECT_EQ((*notes)[1].velocity, 100.0);
}

TEST(NoteTable, WithoutHeaderTheLastOfMoreColumnsIsTheSource) {
  const auto notes = parse_note_table("0.0,1.0,60,0.9,flute\n", "a.csv");
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 1U);
  EXPECT_EQ((*notes)[0].source, "flute");
}

TEST(NoteTable, LeavesOutNotesThatDoNotLast) {
  const auto notes = parse_note_table("onset,offset,pitch\n1,1,60\n2,1,61\n3,4,62\n", "a.csv");
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 1U);
  EXPECT_EQ((*notes)[0].pitch_midi, 62.0);
}

TEST(NoteTable, BrokenRowIsNamed) {
  const auto notes = parse_note_table("onset,offset,pitch\n1,2,60\n1,x,60\n", "dir/a.csv");
  ASSERT_FALSE(notes);
  EXPECT_EQ(notes.error().message, "dir/a.csv, line 3: found 'x', expected a number");
}

TEST(NoteTable, MissingColumnIsNamed) {
  const auto notes = parse_note_table("onset,duration,pitch\n1,2,60\n", "a.csv");
  ASSERT_FALSE(notes);
  EXPECT_NE(notes.error().message.find("'offset_s'"), std::string::npos);
}

TEST(Percussion, IsToldByTheLabel) {
  EXPECT_TRUE(is_percussion("drums:KD"));
  EXPECT_TRUE(is_percussion("Percussion"));
  EXPECT_FALSE(is_percussion("bass"));
}

}  // namespace
}  // namespace divisi::core
