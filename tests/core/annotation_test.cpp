#include "core/annotation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/score_of_notes.h"

namespace divisi::core {
namespace {

Part part(const std::string& name, int pitch_midi, bool is_drums = false) {
  Part result;
  result.name = name;
  result.is_drums = is_drums;
  result.notes = {{0.0, 1.0, pitch_midi, 64, 1.0}};
  return result;
}

std::vector<std::string> sources_by_pitch(const Score& score) {
  std::vector<std::string> sources;
  for (const AnnotatedNote& note : notes_of_score(score)) sources.push_back(note.source);
  return sources;
}

TEST(Annotation, AnEmptyScoreHasNoNotes) { EXPECT_TRUE(notes_of_score({}).empty()); }

TEST(Annotation, PartsOfOneNameAreDifferentSources) {
  Score score;
  score.parts = {part("Violin", 60), part("Violin", 61), part("Violin (2)", 62),
                 part("Violin", 63), part("", 64),       part("", 65)};
  EXPECT_EQ(sources_by_pitch(score),
            (std::vector<std::string>{"Violin", "Violin (2)", "Violin (2) (2)", "Violin (3)", "",
                                      " (2)"}));
}

TEST(Annotation, DrumPartsAreOneSourceWhateverTheirName) {
  Score score;
  score.parts = {part("Kit", 36, true), part("Congas", 62, true)};
  EXPECT_EQ(sources_by_pitch(score), (std::vector<std::string>{"drums", "drums"}));
}

TEST(Annotation, NotesThatDoNotLastAreLeftOut) {
  Score score;
  score.parts = {part("a", 60)};
  score.parts[0].notes.push_back({2.0, 2.0, 61, 64, 1.0});
  EXPECT_EQ(notes_of_score(score).size(), 1U);
}

TEST(Annotation, PercussionIsKnownByItsLabel) {
  for (const char* label : {"drums", "drums:KD", "Drum kit", "Percussion", "S03 Percussive"}) {
    EXPECT_TRUE(is_percussion(label)) << label;
  }
  for (const char* label :
       {"", "piano", "Percussive Organ", "S02 Chromatic Percussion", "Steel Drums", "timpani"}) {
    EXPECT_FALSE(is_percussion(label)) << label;
  }
}

TEST(Annotation, AScoreOfNothingHasNoParts) { EXPECT_TRUE(score_of_notes({}).parts.empty()); }

TEST(Annotation, AScoreHasAPartForEachSourceAndLeadsBack) {
  const std::vector<AnnotatedNote> notes = {{0, 1, 60, 90, "oboe"},
                                            {0, 1, 60, 70, "flute"},
                                            {0, 0.1, 36, 80, "drums"},
                                            {1, 2, 61.4, kUnknownVelocity, "oboe"},
                                            {1, 2, 200, 80, "oboe"}};
  const Score score = score_of_notes(notes);
  ASSERT_EQ(score.parts.size(), 3U);
  EXPECT_EQ(score.parts[0].name, "flute");
  EXPECT_EQ(score.parts[1].name, "oboe");
  EXPECT_TRUE(score.parts[2].is_drums);
  EXPECT_EQ(score.duration_s, 2.0);
  ASSERT_EQ(score.parts[1].notes.size(), 2U) << "there is no key 200";
  EXPECT_EQ(score.parts[1].notes[1].pitch_midi, 61);
  EXPECT_EQ(score.parts[1].notes[1].velocity, 80);
  EXPECT_EQ(sources_by_pitch(score), (std::vector<std::string>{"drums", "flute", "oboe", "oboe"}));
}

}  // namespace
}  // namespace divisi::core
