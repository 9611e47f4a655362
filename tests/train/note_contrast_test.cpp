#include "train/note_contrast.h"

#include <gtest/gtest.h>

#include <cmath>

namespace divisi::train {
namespace {

/// One item of 2 frames and 4 pitches; each note lies in both frames of its pitch.
struct Cells {
  torch::Tensor vectors = torch::zeros({1, 2, 4, 2});
  torch::Tensor owners = torch::zeros({1, 2, 4, 2});

  void put(int pitch, int source, float x, float y) {
    for (int t = 0; t < 2; ++t) {
      vectors[0][t][pitch] =
          torch::tensor({x * (1.0f + static_cast<float>(t)), y * (1.0f + static_cast<float>(t))});
      owners[0][t][pitch] = torch::tensor({source + 1.0f, pitch + 1.0f});
    }
  }
};

TEST(NoteContrast, NotesAreSumsOfTheirCellsOfLengthOne) {
  Cells cells;
  cells.put(0, 0, 3.0f, 4.0f);
  cells.put(2, 1, 0.0f, -2.0f);
  const PooledNotes notes = pool_notes(cells.vectors, cells.owners);
  ASSERT_EQ(notes.vectors.sizes().vec(), (std::vector<std::int64_t>{2, 2}));
  EXPECT_NEAR(notes.vectors[0][0].item<float>(), 0.6f, 1e-5f);
  EXPECT_NEAR(notes.vectors[0][1].item<float>(), 0.8f, 1e-5f);
  EXPECT_NEAR(notes.vectors[1][1].item<float>(), -1.0f, 1e-5f);
  EXPECT_EQ(notes.pitches[1].item<std::int64_t>(), 2);
  EXPECT_EQ(notes.sources[1].item<std::int64_t>(), 2);
}

TEST(NoteContrast, NothingToTellApartIsNoLoss) {
  Cells nobody;
  EXPECT_EQ(note_contrast(pool_notes(nobody.vectors, nobody.owners), 0.15).item<float>(), 0.0f);
  Cells alone;
  alone.put(0, 0, 1.0f, 0.0f);
  alone.put(1, 0, 0.0f, 1.0f);
  EXPECT_EQ(note_contrast(pool_notes(alone.vectors, alone.owners), 0.15).item<float>(), 0.0f);
}

/// Two notes of one source, one of another: the formula written out for the two anchors.
TEST(NoteContrast, IsTheFormulaOfItsHeader) {
  Cells cells;
  cells.put(0, 0, 1.0f, 0.0f);
  cells.put(1, 0, 0.6f, 0.8f);
  cells.put(3, 1, 0.0f, 1.0f);
  const double tau = 0.5;
  const auto term = [&](double positive, double negative, double distance) {
    const double u = 1.0 + 2.0 * std::exp(-distance / 4.0);
    return -(positive / tau - std::log(std::exp(positive / tau) + u * std::exp(negative / tau)));
  };
  const double expected = (term(0.6, 0.0, 3.0) + term(0.6, 0.8, 2.0)) / 2.0;
  EXPECT_NEAR(note_contrast(pool_notes(cells.vectors, cells.owners), tau).item<double>(), expected,
              1e-5);
}

TEST(NoteContrast, ItemsDoNotMeet) {
  Cells first, second;
  first.put(0, 0, 1.0f, 0.0f);
  first.put(1, 0, 0.6f, 0.8f);
  first.put(3, 1, 0.0f, 1.0f);
  second.put(0, 0, 0.0f, 1.0f);
  second.put(1, 0, 1.0f, 0.0f);
  const auto both = pool_notes(torch::cat({first.vectors, second.vectors}),
                               torch::cat({first.owners, second.owners}));
  const auto one = pool_notes(first.vectors, first.owners);
  EXPECT_NEAR(note_contrast(both, 0.3).item<double>(), note_contrast(one, 0.3).item<double>(),
              1e-6);
}

TEST(NoteContrast, GradientIsThatOfDifferences) {
  torch::manual_seed(1);
  Cells cells;
  for (int p = 0; p < 4; ++p) cells.put(p, p / 2, static_cast<float>(p) - 1.3f, 0.7f);
  torch::Tensor vectors = (cells.vectors + 0.1 * torch::randn({1, 2, 4, 2})).to(torch::kDouble);
  vectors.set_requires_grad(true);
  const auto loss = [&](const torch::Tensor& at) {
    return note_contrast(pool_notes(at, cells.owners), 0.3);
  };
  loss(vectors).backward();
  for (int i = 0; i < 16; i += 3) {
    torch::Tensor step = torch::zeros({16}, torch::kDouble);
    step[i] = 1e-5;
    step = step.reshape({1, 2, 4, 2});
    const double slope =
        (loss(vectors.detach() + step) - loss(vectors.detach() - step)).item<double>() / 2e-5;
    EXPECT_NEAR(vectors.grad().flatten()[i].item<double>(), slope, 1e-4 + 1e-3 * std::abs(slope));
  }
}

}  // namespace
}  // namespace divisi::train
