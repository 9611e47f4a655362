#include "timbre/attention_memory.h"

namespace divisi::timbre {
namespace {

constexpr double kEps = 1e-6;

models::ConvLayer head(const char* name, int reach_low, int reach_high, int reach_frames) {
  const models::PublishedEncoder net;
  models::ConvLayer made = net.embedding;
  made.name = name;
  made.conv.taps = nn::rectangle_taps(reach_low, reach_high, reach_frames);
  made.conv.out_channels = kMemorySize;
  return made;
}

std::vector<models::ConvLayer> head_layers() {
  return {head("query", 0, 2, 1), head("key", 0, 2, 1), head("value", 0, 2, 1),
          head("residual", -1, 3, 2)};
}

torch::Tensor unit(const torch::Tensor& x) { return x / (x.square().sum(-1, true) + 1e-24).sqrt(); }

}  // namespace

torch::Tensor recall(const torch::Tensor& queries, const torch::Tensor& keys,
                     const torch::Tensor& values, const torch::Tensor& mask) {
  const torch::Tensor share = (mask / mask.sum(1, true).clamp_min(1e-12)).unsqueeze(2);
  const torch::Tensor q = torch::sigmoid(queries);
  const torch::Tensor k = torch::sigmoid(unit(keys) * share);
  const torch::Tensor inflow = ((q + kEps) * (k + kEps)).sum(2, true).reciprocal();
  const torch::Tensor gate =
      torch::sigmoid(((q + kEps) * (k * inflow + kEps)).sum(2, true));  // O equals I
  const torch::Tensor competition =
      ((k + kEps) * (q * inflow + kEps)).sum(2, true).clamp(-1.0, 1.0);
  const torch::Tensor weight = torch::softmax(competition, 1) * static_cast<double>(q.size(1));
  const torch::Tensor memory = torch::bmm(k.transpose(1, 2), unit(values) * share * weight);
  return gate * torch::bmm(q * inflow, memory);
}

MemoryNetImpl::MemoryNetImpl() {
  trunk = register_module("trunk", EncoderNet(true));
  heads = register_module(
      "heads", train::TorchNet(head_layers(),
                               train::TorchNetOptions{.initial = train::InitialWeights::uniform}));
  out = register_module("out", torch::nn::Linear(kMemorySize, kMemorySize));
}

torch::Tensor MemoryNetImpl::forward(const torch::Tensor& energy, const torch::Tensor& mask,
                                     MemoryAnswer answer) {
  EncoderOps ops(*trunk);
  const torch::Tensor features =
      models::run_published_trunk(trunk->description, ops, energy).contiguous();
  const auto through = [&](const char* name) { return heads->at(name)->forward(features, {}); };
  const torch::Tensor residual = through("residual");
  if (answer == MemoryAnswer::none) return unit(residual);
  const auto flat = [&](const torch::Tensor& x) { return x.reshape({x.size(0), -1, kMemorySize}); };
  torch::Tensor recalled = out->forward(recall(flat(through("query")), flat(through("key")),
                                               flat(through("value")), mask.flatten(1)));
  if (answer == MemoryAnswer::clip_mean) {
    recalled = recalled.mean(1, true).expand(recalled.sizes());
  }
  return unit(recalled.reshape(residual.sizes()) + residual);
}

}  // namespace divisi::timbre
