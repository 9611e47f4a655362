/// Training and product run the same network: the one definition, on two sets of operations.

#include <cstring>

#include <gtest/gtest.h>

#include "cerberus/torch_cerberus_ops.h"
#include "made_band.h"
#include "models/cerberus_model.h"
#include "train/export_weights.h"

namespace divisi::cerberus {
namespace {

models::CerberusNetSpec network_of(bool separation, bool transcription, bool clustering) {
  models::CerberusNetSpec spec = testing::small_recipe().network;
  spec.layers = 2;
  spec.separation = separation;
  spec.transcription = transcription;
  spec.clustering = clustering;
  return spec;
}

train::TorchNet made_net(const models::CerberusNet& net, std::uint64_t seed = 1) {
  torch::manual_seed(seed);
  train::TorchNet made(net.layers(),
                       train::TorchNetOptions{.initial = train::InitialWeights::uniform});
  const torch::NoGradGuard no_gradient;
  for (auto& item : made->named_parameters())
    if (item.key().find("bias") != std::string::npos) item.value().uniform_(-0.5, 0.5);
  auto& norm = made->cell(net.norm.name);
  norm->running_mean.uniform_(-60.0, -20.0);
  norm->running_variance.uniform_(100.0, 400.0);
  made->eval();
  return made;
}

void expect_same(const torch::Tensor& trained, const nn::Map& shipped) {
  const torch::Tensor here = trained.contiguous();
  ASSERT_EQ(static_cast<std::size_t>(here.numel()), shipped.size());
  const torch::Tensor there = torch::from_blob(const_cast<float*>(shipped.data()), {here.numel()});
  EXPECT_LT((there - here.view(-1)).abs().max().item<double>(), 2e-5);
  EXPECT_GT(here.std().item<double>(), 1e-3) << "the outputs say something";
}

TEST(CerberusNet, TrainingAndProductAgree) {
  const models::CerberusNet net(network_of(true, true, true));
  train::TorchNet weights = made_net(net);
  const torch::Tensor levels = torch::rand({1, 50, 1, models::kCerberusBins}) * 100.0 - 80.0;
  const torch::NoGradGuard no_gradient;
  const auto trained = run_cerberus(net, weights, levels);

  nn::WeightsInfo info;
  info.name = "made";
  info.model = models::kCerberusNetName;
  info.hyper_parameters = models::parameters_of(net.spec, {});
  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  train::append_tensors(weights, net.layers(), kept, tensors);
  for (nn::TensorToWrite& tensor : tensors) tensor.type = nn::WeightType::f32;
  auto file = nn::WeightsFile::parse(nn::encode_weights(info, tensors).value(), "made").value();
  const auto model = models::CerberusModel::load(file);
  ASSERT_TRUE(model) << model.error().message;
  nn::Map input(50, 1, models::kCerberusBins);
  std::memcpy(input.data(), levels.contiguous().data_ptr<float>(), input.size() * sizeof(float));
  models::Workspace workspace;
  const auto shipped = model->run(input, 1, workspace);
  expect_same(trained.heard, *shipped.heard);
  expect_same(trained.masks, *shipped.masks);
  expect_same(trained.rolls, *shipped.rolls);
  expect_same(trained.embeddings, *shipped.embeddings);
}

TEST(CerberusNet, HasTheHeadsThatItIsAskedFor) {
  for (int heads = 1; heads < 8; ++heads) {
    const models::CerberusNet net(network_of((heads & 1) != 0, (heads & 2) != 0, (heads & 4) != 0));
    const auto said = run_cerberus(net, made_net(net), torch::zeros({2, 9, 1, 513}));
    EXPECT_EQ(said.masks.defined(), net.spec.separation);
    EXPECT_EQ(said.rolls.defined(), net.spec.transcription);
    EXPECT_EQ(said.embeddings.defined(), net.spec.clustering);
    if (said.masks.defined()) {
      EXPECT_EQ(said.masks.sizes(), (std::vector<std::int64_t>{2, 9, 2, 513}));
      EXPECT_LT((said.masks.sum(2) - 1.0).abs().max().item<double>(), 1e-5);
    }
    if (said.rolls.defined()) {
      EXPECT_EQ(said.rolls.sizes(), (std::vector<std::int64_t>{2, 9, 2, 88}));
    }
    if (said.embeddings.defined()) {
      EXPECT_EQ(said.embeddings.sizes(), (std::vector<std::int64_t>{2, 9, 513, 4}));
      EXPECT_LT((said.embeddings.square().sum(3) - 1.0).abs().max().item<double>(), 1e-4);
    }
  }
}

/// The trainable network has as many numbers as the description says.
TEST(CerberusNet, TrainsAsManyParametersAsItDescribes) {
  const models::CerberusNet net(network_of(true, true, true));
  std::int64_t count = 0;
  for (const torch::Tensor& tensor : made_net(net)->parameters()) count += tensor.numel();
  EXPECT_EQ(count, net.layers().parameter_count());
}

/// libtorch's own, layer by layer and with weights in its order.
TEST(TorchLstm, IsLibtorchs) {
  torch::manual_seed(5);
  const train::TorchLstm ours(models::LstmLayer{"lstm", 7, 4, 0.0});
  torch::nn::LSTM theirs(torch::nn::LSTMOptions(7, 4).bidirectional(true).batch_first(true));
  const torch::NoGradGuard no_gradient;
  const auto numbers = ours->parameters();
  const auto places = theirs->parameters();
  ASSERT_EQ(numbers.size(), places.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) torch::Tensor(places[i]).copy_(numbers[i]);
  const torch::Tensor x = torch::randn({3, 11, 7});
  const torch::Tensor expected = std::get<0>(theirs->forward(x));
  EXPECT_TRUE(torch::allclose(train::lstm_by_libtorch(x, ours->directions), expected));
  EXPECT_TRUE(torch::allclose(ours->forward(x.unsqueeze(2)).squeeze(2), expected, 1e-5, 1e-6));
}

/// What differs from frame to frame survives four layers.
TEST(TorchLstm, BeginsByPassingOnWhatALayerBelowSays) {
  torch::manual_seed(8);
  const torch::NoGradGuard no_gradient;
  constexpr int kChannels = 40;
  torch::Tensor said = torch::randn({2, 60, 1, 100});
  const auto step = [&] { return (said.slice(1, 1) - said.slice(1, 0, 59)).std().item<float>(); };
  said = train::TorchLstm(models::LstmLayer{"first", 100, kChannels, 0.0})->forward(said);
  const float below = step();
  for (int layer = 1; layer < 4; ++layer)
    said =
        train::TorchLstm(models::LstmLayer{"above", 2 * kChannels, kChannels, 0.0})->forward(said);
  EXPECT_GT(step(), 0.3f * below);
}

TEST(TorchLstm, HidesInputsInTrainingOnly) {
  torch::manual_seed(6);
  train::TorchLstm lstm(models::LstmLayer{"lstm", 5, 3, 0.5});
  const torch::Tensor x = torch::randn({1, 20, 1, 5});
  EXPECT_FALSE(torch::allclose(lstm->forward(x), lstm->forward(x)));
  lstm->eval();
  EXPECT_TRUE(torch::allclose(lstm->forward(x), lstm->forward(x)));
}

/// After many batches the running numbers are those of the batches.
TEST(TorchCell, StandardisesByWhatItHasSeen) {
  torch::manual_seed(7);
  train::TorchCell cell(models::CellLayer{"norm", models::CellLayerKind::standardise, 3, 1, 1e-5});
  const torch::Tensor scale = torch::tensor({1.0f, 10.0f, 0.5f});
  const auto draw = [&] { return torch::randn({4, 25, 1, 3}) * scale - 30.0; };
  for (int i = 0; i < 100; ++i) cell->forward(draw());
  cell->eval();
  const torch::Tensor y = cell->forward(draw()).view({-1, 3});
  EXPECT_LT(y.mean(0).abs().max().item<double>(), 0.35);
  EXPECT_LT((y.std(0) - 1.0).abs().max().item<double>(), 0.2);
}

}  // namespace
}  // namespace divisi::cerberus
