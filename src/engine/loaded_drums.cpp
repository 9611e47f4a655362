#include "engine/loaded_drums.h"

#include <string>
#include <string_view>
#include <utility>

#include "features/feature_parameters.h"
#include "nn/weights_file.h"
#ifdef DIVISI_EMBED_DRUMS
#include "embedded/divisi_drums.h"
#endif

namespace divisi::engine {
namespace {

std::string_view built_in() {
#ifdef DIVISI_EMBED_DRUMS
  return embedded::divisi_drums();
#else
  return {};
#endif
}

decode::DrumTuning tuning_from(const features::Parameters& parameters) {
  decode::DrumTuning tuning;
  decode::for_each_drum_field(tuning, [&](const char* name, double& value) {
    const auto found = parameters.find(std::string("drums.") + name);
    if (found != parameters.end() && found->second.size() == 1) value = found->second.front();
  });
  return tuning;
}

}  // namespace

Expected<LoadedDrums> load_drums(std::string_view bytes, const std::string& name) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::parse(bytes, name);
  if (!file) return file.error();
  Expected<models::DrumModel> network = models::DrumModel::load(*file);
  if (!network) return network.error();
  const features::Parameters& parameters = file->info().hyper_parameters;
  Expected<features::MelSpec> ears = features::mel_spec_from(parameters);
  if (!ears) return ears.error();
  if (const Expected<void> good = features::check(*ears); !good) {
    return Error{ErrorCode::corrupt, name + ": " + good.error().message, name};
  }
  if (ears->band_count != network->spec().band_count ||
      ears->map_count() != network->spec().map_count) {
    return Error{ErrorCode::corrupt, name + ": its features do not fit its network", name};
  }
  return LoadedDrums{std::move(*network), tuning_from(parameters), std::move(*ears)};
}

Expected<std::optional<LoadedDrums>> load_built_in_drums() {
  if (built_in().empty()) return std::optional<LoadedDrums>();
  Expected<LoadedDrums> drums = load_drums(built_in(), "built-in drum weights");
  if (!drums) return drums.error();
  return std::optional<LoadedDrums>(std::move(*drums));
}

}  // namespace divisi::engine
