#include "engine/join_weights.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/instrument_net.h"
#include "models/timbre_net.h"
#include "nn/weights_file.h"

namespace divisi::engine {
namespace {

Expected<nn::WeightsFile> read_weights_of(const std::filesystem::path& path, const char* model) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(path);
  if (!file || file->info().model == model) return file;
  return Error{ErrorCode::unsupported,
               path.string() + ": model '" + file->info().model + "', expected " + model,
               path.string()};
}

bool is_of_instruments(std::string_view name) {
  return name.starts_with(models::kInstrumentPrefix);
}

}  // namespace

Expected<void> take_in_instruments(const std::filesystem::path& timbre,
                                   const std::filesystem::path& instruments,
                                   const std::filesystem::path& output) {
  const Expected<nn::WeightsFile> file = read_weights_of(timbre, models::kTimbreNetName);
  if (!file) return file.error();
  const Expected<nn::WeightsFile> other = read_weights_of(instruments, models::kInstrumentNetName);
  if (!other) return other.error();
  nn::WeightsInfo info = file->info();
  info.recipe = "[" + info.recipe + ",\n" + other->info().recipe + "]";
  std::erase_if(info.hyper_parameters, [](const auto& x) { return is_of_instruments(x.first); });
  for (const auto& [name, value] : other->info().hyper_parameters)
    if (is_of_instruments(name)) info.hyper_parameters[name] = value;
  std::vector<nn::TensorToWrite> tensors = file->tensors_to_write(models::kInstrumentPrefix);
  for (nn::TensorToWrite& tensor : other->tensors_to_write()) tensors.push_back(std::move(tensor));
  return nn::write_weights_file(output, info, tensors);
}

}  // namespace divisi::engine
