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

void append_tensors(TorchNet& net, const std::vector<models::ConvLayer>& layers,
                    std::vector<torch::Tensor>& kept, std::vector<nn::TensorToWrite>& tensors) {
  for (const models::ConvLayer& layer : layers) {
    TorchConv& trained = net->at(layer.name);
    const auto add = [&](const char* field, const torch::Tensor& tensor, nn::WeightType type) {
      if (!tensor.defined()) return;
      kept.push_back(tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous());
      tensors.push_back(as_written(layer.name + "." + field, kept.back(), type));
    };
    add("weight", trained->weight, nn::WeightType::f16);
    add("bias", trained->bias, nn::WeightType::f32);
    add("scale", trained->scale, nn::WeightType::f32);
    add("shift", trained->shift, nn::WeightType::f32);
    add("running_mean", trained->running_mean, nn::WeightType::f32);
    add("running_variance", trained->running_variance, nn::WeightType::f32);
  }
}

Expected<void> export_weights(const std::filesystem::path& path, TorchNet& net,
                              const Architecture& architecture, const Recipe& recipe,
                              const std::string& commit) {
  nn::WeightsInfo info;
  info.name = recipe.name;
  info.model = recipe.model;
  info.licence = "CC0-1.0";
  info.recipe = recipe_to_json(recipe);
  info.commit = commit;
  info.hyper_parameters = architecture.hyper_parameters();

  std::vector<torch::Tensor> kept;
  std::vector<nn::TensorToWrite> tensors;
  append_tensors(net, architecture.layers(), kept, tensors);
  return nn::write_weights_file(path, info, tensors);
}

}  // namespace divisi::train
