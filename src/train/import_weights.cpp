#include "train/import_weights.h"

#include <cstring>
#include <string>
#include <vector>

#include "nn/weights_file.h"
#include "train/export_weights.h"

namespace divisi::train {

Expected<void> import_weights(const std::filesystem::path& path, const Architecture& architecture,
                              TorchNet& net) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file) return file.error();
  const torch::NoGradGuard no_gradient;
  for (const NamedTensor& named : named_tensors(net, architecture.layers())) {
    std::vector<int> shape;
    for (const std::int64_t size : named.tensor.sizes()) shape.push_back(static_cast<int>(size));
    const Expected<std::span<const float>> values = file->tensor(named.name, shape);
    if (!values) return values.error();
    torch::Tensor read = torch::empty(named.tensor.sizes());
    std::memcpy(read.data_ptr<float>(), values->data(), values->size_bytes());
    torch::Tensor(named.tensor).copy_(read);
  }
  return file->check_all_used();
}

}  // namespace divisi::train
