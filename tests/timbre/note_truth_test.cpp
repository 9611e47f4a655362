#include "timbre/note_truth_run.h"

#include <cmath>

#include <gtest/gtest.h>

#include "made_net.h"

namespace divisi::timbre {
namespace {

NoteMemoryRecipe small_truth() {
  NoteMemoryRecipe recipe;
  recipe.model = models::kNoteTruthName;
  recipe.network.item_numbers = parts::item_numbers(2, false);
  recipe.network.dimensions = 1;
  recipe.network.reach = 6;
  recipe.network.layers = 2;
  recipe.network.channels = 16;
  return recipe;
}

/// A line of notes; a third of them have a short one below at their beginning that is not there:
/// alone it looks like the short ones of the line.
hearing::HeardNotes made_line(int count, core::Rng& rng) {
  hearing::HeardNotes piece;
  piece.tokens.dimensions = 2;
  const float sound[] = {1.0F, 1.0F};
  for (int n = 0; n < count; ++n) {
    Note note;
    note.onset_s = 0.4 * n;
    note.offset_s = note.onset_s + (rng.chance(0.5) ? 0.06 : 0.35);
    note.pitch_midi = 60 + 4 * rng.integer(0, 5);
    const bool is_slid_into = rng.chance(0.33);
    if (is_slid_into) {
      Note slide = note;
      slide.offset_s = slide.onset_s + 0.06;
      slide.pitch_midi -= 1;
      piece.tokens.add(slide, sound);
      piece.sources.push_back(hearing::kUnknownSource);
    }
    piece.tokens.add(note, sound);
    piece.sources.push_back(0);
  }
  return piece;
}

TEST(NoteTruth, LossIsTheCrossEntropyOfWhatIsThere) {
  const torch::Tensor logits = torch::tensor({2.0F, -1.0F});
  const double expected = 0.5 * (std::log1p(std::exp(-2.0)) + std::log1p(std::exp(-1.0)));
  EXPECT_NEAR(truth_loss(logits, {3, hearing::kUnknownSource}).item<double>(), expected, 1e-6);
}

TEST(NoteTruth, LearnsWhatNotesBesideAShortOneSayOfIt) {
  const NoteMemoryRecipe recipe = small_truth();
  const TruthNet truth(recipe);
  train::TorchNet net = testing::made_net(truth.layers(), 5);
  core::Rng rng(2);
  HeardPieces unseen;
  for (int i = 0; i < 10; ++i) unseen.push_back(made_line(60, rng));
  torch::optim::Adam optimiser(net->parameters(), torch::optim::AdamOptions(5e-3));
  for (int step = 0; step < 200; ++step) {
    const hearing::HeardNotes piece = made_line(60, rng);
    optimiser.zero_grad();
    truth_loss(truth.logits(net, piece.tokens), piece.sources).backward();
    optimiser.step();
  }
  const train::ValidationResult result = validate_truth(truth, net, unseen);
  ASSERT_EQ(result.figures.size(), 3u);
  EXPECT_NEAR(result.figures[0].value, 0.75, 0.05) << "of all notes";
  EXPECT_GT(result.figures[1].value, 0.97) << "of those that are kept";
  EXPECT_LT(result.figures[2].value, 0.03) << "of right ones that are not";
  EXPECT_LT(result.loss, 0.15);
}

TEST(NoteTruth, HasOneAnswer) {
  NoteMemoryRecipe recipe = small_truth();
  recipe.network.dimensions = 2;
  const auto trained = train_note_truth(recipe, {}, [](const std::string&) {});
  ASSERT_FALSE(trained);
  EXPECT_NE(trained.error().message.find("network.dimensions: expected 1"), std::string::npos);
}

}  // namespace
}  // namespace divisi::timbre
