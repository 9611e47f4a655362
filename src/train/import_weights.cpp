#include "train/import_weights.h"

#include <cstring>
#include <string>
#include <vector>

#include "nn/weights_file.h"
#include "train/export_weights.h"

namespace divisi::train {
namespace {

Expected<void> take_tensors(nn::WeightsFile& file, const models::NetLayers& layers, TorchNet& net) {
  const torch::NoGradGuard no_gradient;
  for (const NamedTensor& named : named_tensors(net, layers)) {
    std::vector<int> shape;
    for (const std::int64_t size : named.tensor.sizes()) shape.push_back(static_cast<int>(size));
    const Expected<std::span<const float>> values = file.tensor(named.name, shape);
    if (!values) return values.error();
    torch::Tensor read = torch::empty(named.tensor.sizes());
    std::memcpy(read.data_ptr<float>(), values->data(), values->size_bytes());
    torch::Tensor(named.tensor).copy_(read);
  }
  return {};
}

}  // namespace

Expected<void> import_weights(const std::filesystem::path& path, const Architecture& architecture,
                              TorchNet& net) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file) return file.error();
  if (auto taken = take_tensors(*file, architecture.layers(), net); !taken) return taken;
  return file->check_all_used();
}

Expected<void> begin_with(const std::filesystem::path& path, const models::NetLayers& layers,
                          RunState& state, const LogLine& log) {
  if (path.empty() || state.step > 0) return {};
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file) return file.error();
  for (TorchNet* net : {&state.net, &state.average.net()}) {
    if (auto taken = take_tensors(*file, layers, *net); !taken) return taken;
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
