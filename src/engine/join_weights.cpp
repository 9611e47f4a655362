#include "engine/join_weights.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/instrument_net.h"
#include "models/note_memory.h"
#include "models/timbre_net.h"
#include "nn/training_history.h"
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

/// What `prefix` begins in `other`'s file, with what it was trained by, in its place in `timbre`'s.
Expected<void> take_in(const std::filesystem::path& timbre, const std::filesystem::path& other,
                       const char* model, std::string_view prefix,
                       const std::filesystem::path& output) {
  const Expected<nn::WeightsFile> file = read_weights_of(timbre, models::kTimbreNetName);
  if (!file) return file.error();
  const Expected<nn::WeightsFile> added = read_weights_of(other, model);
  if (!added) return added.error();
  nn::WeightsInfo info = file->info();
  info.recipe = nn::join_histories(info.recipe, added->info().recipe);
  std::erase_if(info.hyper_parameters, [&](const auto& x) { return x.first.starts_with(prefix); });
  for (const auto& [name, value] : added->info().hyper_parameters)
    if (name.starts_with(prefix)) info.hyper_parameters[name] = value;
  std::vector<nn::TensorToWrite> tensors = file->tensors_to_write(prefix);
  for (nn::TensorToWrite& tensor : added->tensors_to_write())
    if (tensor.name.starts_with(prefix)) tensors.push_back(std::move(tensor));
  return nn::write_weights_file(output, info, tensors);
}

}  // namespace

Expected<void> take_in_instruments(const std::filesystem::path& timbre,
                                   const std::filesystem::path& instruments,
                                   const std::filesystem::path& output) {
  return take_in(timbre, instruments, models::kInstrumentNetName, models::kInstrumentPrefix,
                 output);
}

Expected<void> take_in_company(const std::filesystem::path& timbre,
                               const std::filesystem::path& company,
                               const std::filesystem::path& output) {
  return take_in(timbre, company, models::kTimbreNetName, models::kCompanyPrefix, output);
}

Expected<void> take_in_truth(const std::filesystem::path& timbre,
                             const std::filesystem::path& truth,
                             const std::filesystem::path& output) {
  return take_in(timbre, truth, models::kTimbreNetName, models::kTruthPrefix, output);
}

}  // namespace divisi::engine
