#include "train/export_weights.h"

namespace divisi::train {
namespace {

nn::TensorToWrite as_written(const std::string& name, const torch::Tensor& tensor,
                             nn::WeightType type) {
  std::vector<int> shape;
  for (const std::int64_t size : tensor.sizes()) shape.push_back(static_cast<int>(size));
  return {name, shape, {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())}, type};
}

}  // namespace

std::vector<NamedTensor> named_tensors(TorchNet& net, const models::NetLayers& layers) {
  std::vector<NamedTensor> all;
  const auto add = [&](const std::string& name, const torch::Tensor& tensor,
                       nn::WeightType type = nn::WeightType::f32) {
    if (tensor.defined()) all.push_back({name, tensor, type});
  };
  for (const models::ConvLayer& layer : layers.convs) {
    const TorchConv& trained = net->at(layer.name);
    add(layer.name + ".weight", trained->weight, nn::WeightType::f16);
    add(layer.name + ".bias", trained->bias);
    add(layer.name + ".scale", trained->scale);
    add(layer.name + ".shift", trained->shift);
    add(layer.name + ".running_mean", trained->running_mean);
    add(layer.name + ".running_variance", trained->running_variance);
  }
  for (const models::CellLayer& layer : layers.cells) {
    const TorchCell& trained = net->cell(layer.name);
    add(layer.name + ".scale", trained->scale);
    add(layer.name + ".shift", trained->shift);
    add(layer.name + ".running_mean", trained->running_mean);
    add(layer.name + ".running_variance", trained->running_variance);
  }
  for (const models::LstmLayer& layer : layers.lstms) {
    const TorchLstm& trained = net->lstm(layer.name);
    const char* const names[] = {".forward.", ".backward."};
    for (std::size_t d = 0; d < trained->directions.size(); ++d) {
      const LstmDirection& one = trained->directions[d];
      // Inputs before outputs, as all weights in files.
      add(layer.name + names[d] + "input", one.input.t(), nn::WeightType::f16);
      add(layer.name + names[d] + "recurrent", one.recurrent.t(), nn::WeightType::f16);
      add(layer.name + names[d] + "input_bias", one.input_bias);
      add(layer.name + names[d] + "recurrent_bias", one.recurrent_bias);
    }
  }
  for (const models::LearnedTable& table : layers.tables)
    add(table.name, net->table(table.name), nn::WeightType::f16);
  return all;
}

void append_tensors(TorchNet& net, const models::NetLayers& layers,
                    std::vector<torch::Tensor>& kept, std::vector<nn::TensorToWrite>& tensors) {
  for (const NamedTensor& named : named_tensors(net, layers)) {
    kept.push_back(named.tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous());
    tensors.push_back(as_written(named.name, kept.back(), named.type));
  }
}

nn::WeightsInfo weights_info(const std::string& name, const std::string& model,
                             const std::string& recipe_json, const std::string& commit) {
  nn::WeightsInfo info;
  info.name = name;
  info.model = model;
  info.licence = "CC0-1.0";
  info.recipe = recipe_json;
  info.commit = commit;
  return info;
}

Expected<void> export_weights(const std::filesystem::path& path, TorchNet& net,
                              const Architecture& architecture, const Recipe& recipe,
                              const std::string& commit) {
  nn::WeightsInfo info = weights_info(recipe.name, recipe.model, recipe_to_json(recipe), commit);
  info.hyper_parameters = architecture.hyper_parameters();

  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  append_tensors(net, architecture.layers(), kept, tensors);
  return nn::write_weights_file(path, info, tensors);
}

}  // namespace divisi::train
