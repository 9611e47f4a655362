#include "timbre/note_company_run.h"

#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "models/memory_model.h"
#include "parts/memory_inputs.h"
#include "parts/recall.h"
#include "train/export_weights.h"

#include "made_net.h"

namespace divisi::timbre {
namespace {

constexpr int kPiano = 0;
constexpr int kGuitar = 4;

NoteMemoryRecipe small_company() {
  NoteMemoryRecipe recipe;
  recipe.model = models::kNoteCompanyName;
  recipe.network.item_numbers = parts::company_item_numbers(2);
  recipe.network.dimensions = static_cast<int>(parts::kFamilyCount);
  recipe.network.reach = 6;
  recipe.network.layers = 2;
  recipe.network.channels = 16;
  recipe.schedule.learning_rate = 5e-3;
  return recipe;
}

/// High notes are a piano's, low ones a guitar's, or the other way round: only every fourth note
/// says which it is, so that the others must look at those of their own register.
hearing::HeardNotes made_duo(int count, core::Rng& rng) {
  hearing::HeardNotes piece;
  piece.tokens.dimensions = 2;
  const bool piano_is_high = rng.chance(0.5);
  for (int n = 0; n < count; ++n) {
    const bool is_high = rng.chance(0.5);
    const int family = is_high == piano_is_high ? kPiano : kGuitar;
    const float sound[] = {1.0F, 1.0F};
    std::vector<float> heard(parts::kFamilyCount, parts::kAnyFamily);
    if (n % 4 == 0) {
      heard.assign(parts::kFamilyCount, -6.0F);
      heard[static_cast<std::size_t>(family)] = -0.01F;
    }
    Note note;
    note.onset_s = 0.2 * n;
    note.offset_s = note.onset_s + 0.3;
    note.pitch_midi = (is_high ? 76 : 48) + rng.integer(0, 3);
    piece.tokens.add(note, sound, heard.data());
    piece.sources.push_back(family == kPiano ? 0 : 1);
    piece.families.push_back(n % 9 == 5 ? hearing::kUnknownSource : family);
  }
  return piece;
}

TEST(NoteCompany, TrainingAndProductAgree) {
  const NoteMemoryRecipe recipe = small_company();
  const CompanyNet company(recipe);
  train::TorchNet net = testing::made_net(company.layers(), 5);
  core::Rng rng(1);
  const hearing::HeardNotes piece = made_duo(50, rng);
  nn::WeightsInfo info;
  info.name = "made";
  info.model = "made";
  info.hyper_parameters = models::parameters_of(recipe.network, models::kCompanyPrefix);
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  train::append_tensors(net, company.layers(), kept, tensors);
  for (nn::TensorToWrite& tensor : tensors) tensor.type = nn::WeightType::f32;
  auto file = nn::WeightsFile::parse(nn::encode_weights(info, tensors).value(), "made").value();
  const auto model =
      models::MemoryModel::load(file, recipe.network.item_numbers, parts::kRelationsWithoutTimbre,
                                models::kCompanyPrefix)
          .value()
          .value();
  const std::vector<float> found = parts::families_in_company(piece.tokens, model).families;
  const torch::NoGradGuard no_gradient;
  const torch::Tensor expected = company.hear(net, piece.tokens, {}).families;
  for (std::int64_t n = 0; n < 50; ++n) {
    for (std::int64_t f = 0; f < static_cast<std::int64_t>(parts::kFamilyCount); ++f) {
      EXPECT_NEAR(
          found[static_cast<std::size_t>(n) * parts::kFamilyCount + static_cast<std::size_t>(f)],
          expected[n][f].item<float>(), 1e-4);
    }
  }
}

TEST(NoteCompany, LossIsTheMeanOverNotesWhosePlayerIsKnown) {
  const torch::Tensor logs = torch::tensor({{-0.5, -1.0}, {-2.0, -0.1}, {-9.0, -9.0}});
  EXPECT_NEAR(family_loss(logs, {0, 0, hearing::kUnknownSource}).item<double>(), 1.25, 1e-6);
  EXPECT_FALSE(family_loss(logs, std::vector<int>(3, hearing::kUnknownSource)).defined());
}

TEST(NoteCompany, LossOfPlayersAsksOfThoseWhoAreThere) {
  const auto count = static_cast<std::int64_t>(parts::kFamilyCount);
  torch::Tensor logits = torch::zeros({3, count});
  logits[0][2] = 2.0;
  logits[0][5] = -1.0;
  const std::vector<parts::FamilySet> players = {parts::FamilySet().set(2).set(5),
                                                 parts::FamilySet(), parts::FamilySet().set(2)};
  const double of_first = std::log1p(std::exp(-2.0)) + std::log1p(std::exp(1.0));
  const double even = std::log(2.0);
  EXPECT_NEAR(players_loss(logits, players, parts::FamilySet().set(2).set(5)).item<double>(),
              (of_first + 2 * even) / 2, 1e-6)
      << "of nobody knows whose, nothing";
  EXPECT_NEAR(players_loss(logits, players, {}).item<double>(),
              (of_first + 11 * even + 13 * even) / 2, 1e-5);
}

/// Of notes that say nothing themselves, most are told by those of their register.
TEST(NoteCompany, LearnsToAskOthers) {
  const NoteMemoryRecipe recipe = small_company();
  const CompanyNet company(recipe);
  train::TorchNet net = testing::made_net(company.layers(), 5);
  torch::optim::Adam optimiser(net->parameters(),
                               torch::optim::AdamOptions(recipe.schedule.learning_rate));
  core::Rng rng(2);
  for (int step = 0; step < 250; ++step) {
    const hearing::HeardNotes piece = made_duo(60, rng);
    optimiser.zero_grad();
    parts::FamilySet line_up;
    if (step % 2 == 0) line_up.set(kPiano).set(kGuitar);
    family_loss(company.hear(net, piece.tokens, line_up).families, piece.families).backward();
    optimiser.step();
  }
  HeardPieces unseen;
  for (int i = 0; i < 10; ++i) unseen.push_back(made_duo(60, rng));
  const train::ValidationResult result = validate_families(company, net, unseen);
  ASSERT_EQ(result.figures.front().name, "notes");
  EXPECT_GT(result.figures.front().value, 0.85) << "a quarter says who it is, half guess right";
  EXPECT_LT(result.loss, 0.5);
  ASSERT_EQ(result.loss_parts.size(), 2u);
  EXPECT_LT(result.loss_parts[1], result.loss_parts[0]) << "to be told who plays must help";
}

TEST(NoteCompany, NamesWhatIsMissing) {
  const NoteMemoryRecipe recipe = small_company();
  const auto unasked = train_note_company(recipe, {}, {}, [](const std::string&) {});
  ASSERT_FALSE(unasked);
  EXPECT_NE(unasked.error().message.find("--names"), std::string::npos);
}

}  // namespace
}  // namespace divisi::timbre
