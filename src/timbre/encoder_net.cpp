#include "timbre/encoder_net.h"

#include "core/check.h"

namespace divisi::timbre {
EncoderNetImpl::EncoderNetImpl(bool published_quirks) : description(published_quirks) {
  convs = register_module(
      "convs", train::TorchNet(description.conv_layers(),
                               train::TorchNetOptions{.initial = train::InitialWeights::uniform}));
  for (const models::CellLayer& layer : description.cell_layers()) {
    std::string module_name = layer.name;  // libtorch forbids dots in names
    for (char& c : module_name) c = c == '.' ? '_' : c;
    cells.emplace(layer.name, register_module(module_name, train::TorchCell(layer)));
  }
}

torch::Tensor EncoderNetImpl::forward(const torch::Tensor& energy) {
  EncoderOps ops(*this);
  return models::run_published_encoder(description, ops, energy);
}

void EncoderNetImpl::constrain() {
  const torch::NoGradGuard no_gradient;
  cells.at(description.affine.name)->scale.clamp_(0.005, 3.0);
}

torch::Tensor EncoderOps::cell(const models::CellLayer& layer, const torch::Tensor& input) {
  const auto found = net_.cells.find(layer.name);
  DIVISI_CHECK(found != net_.cells.end(), "the encoder runs a layer that it does not list");
  return found->second->forward(input);
}

}  // namespace divisi::timbre
