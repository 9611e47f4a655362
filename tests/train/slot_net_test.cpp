#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "models/slot_net.h"
#include "models/timbre_encoder.h"
#include "train/architecture.h"
#include "train/torch_slot_ops.h"

namespace divisi::train {
namespace {

models::SlotOutputs<torch::Tensor> run_slots(const models::SlotNet& net, TorchNet& weights,
                                             const torch::Tensor& energy) {
  const torch::NoGradGuard no_gradient;
  weights->eval();
  TorchSlotOps ops(weights);
  return models::run_slot_net(net, ops, energy);
}

TEST(SlotNet, HasOutputsOfTheShapesItPromises) {
  torch::manual_seed(1);
  const models::SlotNet net({.slots = 8, .timbre = true, .film = true, .polyphony = true});
  TorchNet weights(net.layers());
  const auto out = run_slots(net, weights, torch::rand({2, 5, 216, 1}));
  EXPECT_EQ(out.mixture.sizes(), (std::vector<std::int64_t>{2, 5, 72, 1}));
  EXPECT_EQ(out.pitches.sizes(), (std::vector<std::int64_t>{2, 5, 72, 8}));
  EXPECT_EQ(out.masks.sizes(), (std::vector<std::int64_t>{2, 5, 72, 8}));
  EXPECT_EQ(out.activity.sizes(), (std::vector<std::int64_t>{2, 8, 1, 1}));
  EXPECT_EQ(out.timbre.sizes(), (std::vector<std::int64_t>{2, 8, 1, 128}));
  EXPECT_EQ(out.polyphony.sizes(), (std::vector<std::int64_t>{2, 5, 1, 8}));
  EXPECT_LT((out.timbre.square().sum(3) - 1.0).abs().max().item<double>(), 1e-5);
}

/// A cell's shares add up to the mean activity when all slots are as active.
TEST(SlotNet, SlotsShareEveryCellOut) {
  torch::manual_seed(2);
  const models::SlotNet net({.slots = 4});
  TorchNet weights(net.layers());
  {
    const torch::NoGradGuard no_gradient;
    weights->at(net.activity.out.name)->weight.zero_();
    weights->at(net.activity.out.name)->bias.fill_(1.0f);
  }
  const auto out = run_slots(net, weights, torch::rand({1, 3, 216, 1}));
  const double active = 1.0 / (1.0 + std::exp(-1.0));
  EXPECT_LT((out.masks.sum(3) - active).abs().max().item<double>(), 1e-5);
}

/// Slots in another order give the same parts in that order: nothing but its query tells a slot.
TEST(SlotNet, SlotsAreUnordered) {
  torch::manual_seed(3);
  const models::SlotNet net({.slots = 4, .timbre = true, .film = true});
  TorchNet weights(net.layers());
  const torch::Tensor energy = torch::rand({1, 4, 216, 1});
  const auto before = run_slots(net, weights, energy);
  const torch::Tensor order = torch::tensor({2, 0, 3, 1}, torch::kLong);
  {
    const torch::NoGradGuard no_gradient;
    torch::Tensor& queries = weights->table(net.queries.name);
    queries.copy_(queries.index_select(0, order).clone());
  }
  const auto after = run_slots(net, weights, energy);
  EXPECT_TRUE(torch::allclose(after.pitches, before.pitches.index_select(3, order), 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(after.timbre, before.timbre.index_select(1, order), 1e-4, 1e-5));
  EXPECT_TRUE(torch::allclose(after.mixture, before.mixture, 1e-5, 1e-6));
}

/// What compete() and shares() fold away: keys and values of every token.
TEST(SlotNet, FoldedAttentionEqualsTheReadable) {
  torch::manual_seed(4);
  const models::SlotNet net({.slots = 4});
  TorchNet weights(net.layers());
  TorchSlotOps ops(weights);
  const models::SlotNet::Step& step = net.steps.front();
  const torch::Tensor tokens = torch::randn({2, 3, 72, 192});
  const torch::Tensor slots = torch::randn({2, 4, 1, 192}), query = torch::randn({2, 4, 1, 192});
  const torch::Tensor keys = ops.conv(step.key, tokens).flatten(1, 2);
  const torch::Tensor values = ops.conv(step.value, tokens).flatten(1, 2);
  const torch::Tensor won =
      torch::softmax(torch::bmm(query.squeeze(2), keys.transpose(1, 2)) / std::sqrt(192.0), 1);
  const torch::Tensor readable = torch::bmm(won / won.sum(2, true), values) + slots.squeeze(2);
  const torch::Tensor folded = ops.compete(query, step.key, step.value, tokens, slots).squeeze(2);
  EXPECT_TRUE(torch::allclose(folded, readable, 1e-4, 1e-4));
}

TEST(TimbreEncoder, MakesOneUnitVectorOfAWindow) {
  torch::manual_seed(5);
  const models::TimbreEncoder net;
  TorchNet weights(net.layers());
  weights->eval();
  TorchSlotOps ops(weights);
  const torch::Tensor vectors = models::run_timbre_encoder(net, ops, torch::rand({3, 46, 216, 1}));
  EXPECT_EQ(vectors.sizes(), (std::vector<std::int64_t>{3, 1, 1, 128}));
  EXPECT_LT((vectors.square().sum(3) - 1.0).abs().max().item<double>(), 1e-5);
}

Recipe slot_recipe(const std::string& matching) {
  Recipe recipe;
  recipe.model = models::kSlotNetName;
  recipe.seed = 1;
  recipe.slots.matching = matching;
  recipe.slots.network = {.slots = 4,
                          .timbre = matching == "hungarian",
                          .film = matching == "hungarian",
                          .polyphony = true};
  recipe.slots.most_sources = 4;
  return recipe;
}

/// Two sources an octave and a half apart with different partials, drawn straight into the
/// energies.
std::pair<torch::Tensor, Targets> two_sources() {
  torch::Tensor energy = torch::zeros({1, 6, 216, 1});
  torch::Tensor cells = torch::zeros({1, 6, 72, 5});
  const auto play = [&](int source, int pitch, std::vector<int> partials) {
    for (const int partial : partials) {
      if (3 * pitch + 1 + partial < 216) energy.select(2, 3 * pitch + 1 + partial).fill_(0.6f);
    }
    cells.select(2, pitch).select(2, 0).fill_(1.0f);
    cells.select(2, pitch).select(2, 1 + source).fill_(1.0f);
  };
  play(0, 20, {0, 36, 57});
  play(1, 38, {0, 57});
  Targets targets(cells);
  torch::manual_seed(6);
  targets.source_vectors = torch::nn::functional::normalize(
      torch::randn({1, 2, 128}), torch::nn::functional::NormalizeFuncOptions().dim(2));
  return {energy, targets};
}

/// One batch can be learned by heart, whichever losses there are.
class OneBatch : public ::testing::TestWithParam<const char*> {};

TEST_P(OneBatch, CanBeLearnedByHeart) {
  const Recipe recipe = slot_recipe(GetParam());
  const auto architecture = make_architecture(recipe);
  torch::manual_seed(1);
  TorchNet net(architecture->layers(), architecture->net_options());
  architecture->prepare(net);
  net->train();
  const auto [energy, targets] = two_sources();
  torch::optim::AdamW optimiser(net->parameters(), torch::optim::AdamWOptions(3e-3));
  double first = 0.0, last = 0.0;
  for (int step = 0; step < 40; ++step) {
    optimiser.zero_grad();
    const Loss loss = architecture->loss(architecture->forward(net, energy), targets);
    loss.total.backward();
    optimiser.step();
    last = loss.total.item<double>();
    if (step == 0) first = last;
  }
  EXPECT_LT(last, 0.2 * first);
}

INSTANTIATE_TEST_SUITE_P(SlotArchitecture, OneBatch,
                         ::testing::Values("none", "fixed", "hungarian"),
                         [](const auto& of) { return std::string(of.param); });

/// Sounds of sources beyond those that slots may be asked for are still in the mixture.
TEST(SlotArchitecture, TargetsAreTheMixtureAndEachSource) {
  Recipe recipe = slot_recipe("hungarian");
  recipe.slots.most_sources = 1;
  const auto architecture = make_architecture(recipe);
  Clip clip;
  const auto note = [](double onset_s, double offset_s, int pitch) {
    Note made;
    made.onset_s = onset_s;
    made.offset_s = offset_s;
    made.pitch_midi = pitch;
    return made;
  };
  clip.notes = {note(0.0, 0.064, 60), note(0.032, 0.096, 23), note(0.0, 1.0, 95)};
  clip.note_sources = {0, 1, 0};
  std::vector<float> cells(4 * 72 * 2, -1.0f);
  architecture->write_targets(clip, {0.032, 0.0}, 1, 4, cells.data());
  const auto at = [&](int frame, int pitch, int column) {
    return cells[static_cast<std::size_t>((frame * 72 + pitch - 23) * 2 + column)];
  };
  EXPECT_EQ(at(0, 60, 0), 1.0f);
  EXPECT_EQ(at(0, 60, 1), 1.0f);
  EXPECT_EQ(at(1, 60, 0), 0.0f);
  EXPECT_EQ(at(0, 23, 0), 1.0f);
  EXPECT_EQ(at(0, 23, 1), 0.0f);                               // source 1 is beyond
  EXPECT_EQ(std::count(cells.begin(), cells.end(), 1.0f), 4);  // MIDI 95 is off the grid
  EXPECT_EQ(std::count(cells.begin(), cells.end(), -1.0f), 0);
}

}  // namespace
}  // namespace divisi::train
