#include "parts/note_embeddings.h"

#include <cmath>

#include <gtest/gtest.h>

namespace divisi::parts {
namespace {

const EmbeddingGrid kGrid{{0.01, 0.0}, {24, 84}};

nn::Map two_halves() {
  nn::Map map(10, 84, 2);
  for (int t = 0; t < 10; ++t) {
    for (int p = 0; p < 84; ++p) map.at(t, p, t < 5 ? 0 : 1) = 1.0f;
  }
  return map;
}

Note note(double onset_s, double offset_s, int pitch_midi) {
  return {onset_s, offset_s, pitch_midi};
}

TEST(NoteEmbeddings, NoNotesNoRows) {
  const Map2d none = note_embeddings(two_halves(), kGrid, {});
  EXPECT_EQ(none.rows, 0u);
  EXPECT_EQ(none.columns, 2u);
}

TEST(NoteEmbeddings, AreTheNormalisedMeanOfTheirCells) {
  const Map2d found = note_embeddings(
      two_halves(), kGrid, {note(0.0, 0.05, 60), note(0.05, 0.1, 61), note(0.02, 0.08, 24)});
  EXPECT_FLOAT_EQ(found.at(0, 0), 1.0f);
  EXPECT_FLOAT_EQ(found.at(0, 1), 0.0f);
  EXPECT_FLOAT_EQ(found.at(1, 1), 1.0f);
  EXPECT_NEAR(found.at(2, 0), std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(found.at(2, 1), std::sqrt(0.5), 1e-6);
}

TEST(NoteEmbeddings, WeightsWeighCells) {
  Map2d weights(10, 84, 1.0f);
  for (std::size_t t = 5; t < 10; ++t) weights.at(t, 0) = 0.0f;
  const Map2d found = note_embeddings(two_halves(), kGrid, {note(0.0, 0.1, 24)}, &weights);
  EXPECT_FLOAT_EQ(found.at(0, 0), 1.0f);
  EXPECT_FLOAT_EQ(found.at(0, 1), 0.0f);
}

TEST(NoteEmbeddings, OutsideTheMapIsZero) {
  const Map2d found = note_embeddings(
      two_halves(), kGrid, {note(0.0, 0.1, 23), note(0.0, 0.1, 108), note(7.0, 8.0, 60)});
  for (const float cell : found.cells) EXPECT_EQ(cell, 0.0f);
}

TEST(CellsOf, HasAtLeastOneFrameInsideTheMap) {
  const NoteCells shortest = cells_of(note(0.031, 0.032, 60), kGrid, 10);
  EXPECT_EQ(shortest.first_frame, 3);
  EXPECT_EQ(shortest.end_frame, 4);
  EXPECT_EQ(shortest.pitch, 36);
  const NoteCells last = cells_of(note(0.09, 5.0, 60), kGrid, 10);
  EXPECT_EQ(last.first_frame, 9);
  EXPECT_EQ(last.end_frame, 10);
  const NoteCells early = cells_of(note(-1.0, 0.02, 60), kGrid, 10);
  EXPECT_EQ(early.first_frame, 0);
  EXPECT_EQ(early.end_frame, 2);
  EXPECT_EQ(cells_of(note(0.0, 1.0, 60), kGrid, 0).end_frame, 0);
}

}  // namespace
}  // namespace divisi::parts
