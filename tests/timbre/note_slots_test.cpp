#include "timbre/note_slots_run.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "models/slots_model.h"
#include "parts/slot_inputs.h"
#include "train/export_weights.h"
#include "train/recipe.h"

#include "made_net.h"

namespace divisi::timbre {
namespace {

constexpr int kSlots = 5;

/// Three sources in five slots: 0 and 1 are one, 2 and 3 another.
struct MadePiece {
  hearing::HeardNotes piece;
  std::vector<int> slots;
};

MadePiece made_piece() {
  core::Rng rng(4);
  MadePiece made;
  made.piece.tokens.dimensions = 3;
  for (int n = 0; n < 60; ++n) {
    const int slot = n % kSlots;
    const int source = slot / 2;
    const float vector[] = {static_cast<float>(source), 1.0F, static_cast<float>(rng.normal())};
    Note note;
    note.onset_s = 0.1 * n;
    note.offset_s = note.onset_s + 0.4;
    note.pitch_midi = 40 + 9 * slot + rng.integer(0, 5);
    made.piece.tokens.add(note, vector);
    made.piece.sources.push_back(n % 11 == 3 ? hearing::kUnknownSource : source);
    made.slots.push_back(slot);
  }
  return made;
}

SlottedPiece slotted(const MadePiece& made) {
  return slot_piece(made.piece, made.piece.tokens, {}, made.slots, kSlots);
}

models::NoteMemorySpec made_spec() {
  return models::note_slots_spec(parts::slot_item_numbers(3, 3), parts::kSlotRelations);
}

TEST(NoteSlots, StayFarWithinTwoMillionParameters) {
  const long count = models::NoteSlots(models::note_slots_spec(64, 20)).parameter_count();
  EXPECT_GT(count, 30000);
  EXPECT_LT(count, 60000);
}

TEST(NoteSlots, TruthIsWhoseTheNotesAre) {
  const SlottedPiece piece = slotted(made_piece());
  EXPECT_NEAR(piece.same[0][1].item<double>(), 1.0, 1e-6);
  EXPECT_NEAR(piece.same[1][2].item<double>(), 0.0, 1e-6);
  EXPECT_NEAR(piece.same[2][3].item<double>(), 1.0, 1e-6);
  // One note in eleven is nobody's: 12 notes in a slot, one or two of them unknown.
  EXPECT_GT(piece.active.min().item<double>(), 0.8);
  EXPECT_LT(piece.active.min().item<double>(), 1.0);
}

/// Both run the one definition of the architecture; this compares their operations.
TEST(NoteSlots, TrainingAndProductAgree) {
  const models::NoteSlots slots(made_spec());
  train::TorchNet net = testing::made_net(slots.all_layers(), 3);
  const MadePiece made = made_piece();
  const torch::NoGradGuard no_gradient;
  const auto trained = judge_slots(slots, net, slotted(made));

  nn::WeightsInfo info;
  info.name = "made";
  info.model = "made";
  info.hyper_parameters = models::parameters_of(made_spec(), models::kNoteSlotsPrefix);
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  train::append_tensors(net, slots.all_layers(), kept, tensors);
  for (nn::TensorToWrite& tensor : tensors) tensor.type = nn::WeightType::f32;
  auto file = nn::WeightsFile::parse(nn::encode_weights(info, tensors).value(), "made").value();
  const auto model = models::SlotsModel::load(file, made_spec().item_numbers, parts::kSlotRelations)
                         .value()
                         .value();
  nn::Map items, relations;
  parts::fill_slots({made.piece.tokens, made.piece.tokens, made.slots, kSlots}, {}, items,
                    relations);
  models::Workspace workspace;
  const auto shipped = model.run(items, relations, workspace);
  for (int k = 0; k < kSlots; ++k) {
    EXPECT_NEAR(trained.activity[k].item<double>(), shipped.activity.at(k, 0, 0), 1e-4);
    for (int l = 0; l < kSlots; ++l) {
      EXPECT_NEAR(trained.joined[k][l].item<double>(),
                  shipped.joined.at(k, l - k + models::kMostSlots - 1, 0), 1e-4);
    }
  }
}

TEST(NoteSlots, LossesAreTheirEquations) {
  SlottedPiece piece;
  piece.same = torch::tensor({{1.0F, 1.0F}, {1.0F, 1.0F}});
  piece.active = torch::tensor({1.0F, 0.0F});
  piece.weights = torch::tensor({2.0F, 1.0F});
  const auto losses = slot_losses({torch::zeros({2, 2}), torch::tensor({0.0F, 1.0F})}, piece);
  ASSERT_EQ(losses.size(), 2u);
  EXPECT_NEAR(losses[0].item<double>(), std::log(2.0), 1e-6);
  EXPECT_NEAR(losses[1].item<double>(), (2.0 * std::log(2.0) + std::log(1.0 + std::exp(1.0))) / 3.0,
              1e-6);
  piece.weights = torch::tensor({2.0F, 0.0F});
  EXPECT_TRUE(slot_losses({torch::zeros({2, 2}), torch::zeros({2})}, piece).empty());
}

/// Gradients reach every number, and a piece can be learned.
TEST(NoteSlots, LearnAPieceByHeart) {
  const models::NoteSlots slots(made_spec());
  train::TorchNet net = testing::made_net(slots.all_layers(), 3);
  const SlottedPiece piece = slotted(made_piece());
  torch::optim::AdamW optimiser(net->parameters(), torch::optim::AdamWOptions(1e-2));
  double first = 0.0, last = 0.0;
  for (int step = 0; step < 60; ++step) {
    optimiser.zero_grad();
    const auto losses = slot_losses(judge_slots(slots, net, piece), piece);
    const torch::Tensor loss = losses[0] + losses[1];
    loss.backward();
    last = losses[0].item<double>();
    if (step == 0) {
      first = last;
      for (const auto& item : net->named_parameters())
        EXPECT_TRUE(item.value().grad().defined()) << item.key();
    }
    optimiser.step();
  }
  EXPECT_LT(last, 0.1 * first);
}

TEST(NoteSlotsRecipe, NamesWhatIsWrong) {
  const auto path = std::filesystem::temp_directory_path() / "divisi_note_slots_recipe.json";
  const auto problem_of = [&](const char* text) {
    std::ofstream(path) << text;
    const auto recipe = read_note_slots_recipe(path);
    return recipe ? std::string() : recipe.error().message;
  };
  EXPECT_EQ(problem_of(R"({"model": "divisi-note-slots"})"), "");
  EXPECT_EQ(train::model_of_recipe(path), models::kNoteSlotsName);
  EXPECT_NE(problem_of(R"({"network": {"reach": 7}})").find("reach"), std::string::npos);
  EXPECT_NE(problem_of(R"({"finest_logit": 0.1})").find("coarsest_logit"), std::string::npos);
  EXPECT_NE(problem_of(R"({"most_slots_dropped": 1})").find("dropped"), std::string::npos);
  EXPECT_NE(problem_of(R"({"steps": 0})").find("steps"), std::string::npos);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace divisi::timbre
