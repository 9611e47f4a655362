#include "engine/loaded_model.h"

#include <optional>

#include "engine/decode_options.h"
#include "engine/sha256.h"
#include "engine/weights_source.h"
#include "features/cqt_spec.h"
#include "features/feature_parameters.h"
#include "nn/weights_file.h"

namespace divisi::engine {
namespace {

Error named(Error error, const std::string& source) {
  if (error.message.find(source) == std::string::npos) {
    error.message = source + ": " + error.message;
  }
  error.where = source;
  return error;
}

/// What FeatureExtractor::create() would find wrong, without its tables: a start is short.
Expected<void> check_hearing(const features::FeatureSpec& heard) {
  for (int map = 0; map < heard.map_count(); ++map) {
    const Expected<features::CqtPlan> plan = features::plan_cqt(heard.cqt_spec(map));
    if (!plan) return plan.error();
  }
  return {};
}

/// A network must be given what it was trained to hear.
Expected<void> check_fit(const features::FeatureSpec& heard, const models::NoteNetSpec& network) {
  if (heard.bin_count() == network.bin_count && heard.map_count() == network.map_count) return {};
  return Error{ErrorCode::corrupt,
               "the features have " + std::to_string(heard.bin_count()) + " bins in " +
                   std::to_string(heard.map_count()) + " maps, the network expects " +
                   std::to_string(network.bin_count) + " in " + std::to_string(network.map_count),
               {}};
}

Expected<LoadedModel> load_parsed(nn::WeightsFile& file) {
  Expected<models::NoteModel> network = models::NoteModel::load(file);
  if (!network) return network.error();
  const features::Parameters& parameters = file.info().hyper_parameters;
  Expected<features::FeatureSpec> heard = features::feature_spec_from(parameters);
  if (!heard) return heard.error();
  if (const Expected<void> good = check_hearing(*heard); !good) return good.error();
  if (const Expected<void> fit = check_fit(*heard, network->spec()); !fit) return fit.error();
  if (const Expected<void> good = check_pitches(network->spec()); !good) return good.error();
  Expected<DecodeOptions> decode = decode_options_of(parameters);
  if (!decode) return decode.error();
  return LoadedModel{
      file.info().name, {}, std::move(*heard), std::move(*network), std::move(*decode)};
}

}  // namespace

Expected<void> check_pitches(const models::NoteNetSpec& network) {
  const int expected = PitchGrid().pitch_count;
  if (network.pitch_count == expected) return {};
  return Error{ErrorCode::corrupt,
               "network.pitch_count: expected " + std::to_string(expected) + ", found " +
                   std::to_string(network.pitch_count),
               "network.pitch_count"};
}

Expected<LoadedModel> load_model(const std::filesystem::path& weights) {
  const Expected<WeightsSource> source = open_weights(weights);
  if (!source) return source.error();
  Expected<nn::WeightsFile> file = nn::WeightsFile::parse(source->bytes(), source->name);
  if (!file) return file.error();
  Expected<LoadedModel> model = load_parsed(*file);
  if (!model) return named(model.error(), source->name);
  model->sha256 = sha256_hex(source->bytes());
  return model;
}

}  // namespace divisi::engine
