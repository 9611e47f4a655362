#include "train/import_weights.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "nn/weights_file.h"
#include "train/export_weights.h"

namespace divisi::train {
namespace {

/// Whether layers may have got more inputs and outputs, behind those they had, and others be new.
enum class Growth { none, may_have_grown };

/// The shape to look for: the network's, with as many inputs and outputs ([K, Cin, Cout], or a bias
/// of [Cout] or [P, Cout]) as the file has.
std::vector<int> shape_in(const nn::WeightsFile& file, const NamedTensor& named, Growth growth) {
  std::vector<int> shape;
  for (const std::int64_t size : named.tensor.sizes()) shape.push_back(static_cast<int>(size));
  const bool may_grow = shape.size() == 3 || shape.size() == 1 || named.name.ends_with(".bias");
  if (growth == Growth::none || !may_grow) return shape;
  for (const nn::TensorPlace& place : file.tensors()) {
    if (place.name != named.name || place.shape.size() != shape.size()) continue;
    shape.back() = std::min(shape.back(), place.shape.back());
    if (shape.size() == 3) shape[1] = std::min(shape[1], place.shape[1]);
  }
  return shape;
}

std::string_view layer_of(std::string_view tensor) { return tensor.substr(0, tensor.rfind('.')); }

bool holds_layer(const nn::WeightsFile& file, std::string_view layer) {
  return std::any_of(file.tensors().begin(), file.tensors().end(),
                     [&](const nn::TensorPlace& place) { return layer_of(place.name) == layer; });
}

Expected<void> take_tensors(nn::WeightsFile& file, const models::NetLayers& layers, Growth growth,
                            TorchNet& net) {
  const torch::NoGradGuard no_gradient;
  const std::vector<NamedTensor> all = named_tensors(net, layers);
  const auto is_there = [&](const NamedTensor& named) {
    return holds_layer(file, layer_of(named.name));
  };
  // Where there is no layer of the network, its first one is missed.
  const bool may_lack = growth == Growth::may_have_grown && std::ranges::any_of(all, is_there);
  for (const NamedTensor& named : all) {
    if (may_lack && !is_there(named)) continue;
    const std::vector<int> shape = shape_in(file, named, growth);
    const Expected<std::span<const float>> values = file.tensor(named.name, shape);
    if (!values) return values.error();
    torch::Tensor read = torch::empty(std::vector<std::int64_t>(shape.begin(), shape.end()));
    std::memcpy(read.data_ptr<float>(), values->data(), values->size_bytes());
    torch::Tensor known = named.tensor.slice(-1, 0, shape.back());
    if (shape.size() == 3) {
      known.zero_();  // what it has not known so far changes nothing at first
      known = known.slice(1, 0, shape[1]);
    }
    known.copy_(read);
  }
  return {};
}

}  // namespace

Expected<void> import_weights(const std::filesystem::path& path, const Architecture& architecture,
                              TorchNet& net) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file) return file.error();
  if (auto taken = take_tensors(*file, architecture.layers(), Growth::none, net); !taken)
    return taken;
  return file->check_all_used();
}

Expected<void> begin_with(const std::filesystem::path& path, const models::NetLayers& layers,
                          RunState& state, const LogLine& log) {
  if (path.empty() || state.step > 0) return {};
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file) return file.error();
  for (TorchNet* net : {&state.net, &state.average.net()}) {
    if (auto taken = take_tensors(*file, layers, Growth::may_have_grown, *net); !taken)
      return taken;
  }
  log("begins with " + file->info().name);
  return {};
}

Expected<void> resume_or_begin(const RunOrigin& origin, RunState& state, torch::Device device,
                               const LogLine& log) {
  if (auto resumed = resume_run(origin.run_directory, state, device, log); !resumed) return resumed;
  return begin_with(origin.begin_with, origin.layers, state, log);
}

}  // namespace divisi::train
