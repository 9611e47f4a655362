#include "hearing/published_listener.h"

#include <algorithm>
#include <utility>

#include "audio/mono_source.h"
#include "engine/decode_options.h"
#include "engine/weights_source.h"
#include "features/published_energy.h"
#include "nn/weights_file.h"

namespace divisi::hearing {

Expected<PublishedListener> PublishedListener::open(const std::filesystem::path& weights) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(weights);
  if (!file) return file.error();
  Expected<models::PublishedModel> model = models::PublishedModel::load(*file);
  if (!model) return model.error();
  Expected<DecodeOptions> options = engine::decode_options_of(file->info().hyper_parameters);
  if (!options) return options.error();
  return PublishedListener(file->info().name, std::move(*model), std::move(*options));
}

Expected<Evidence> PublishedListener::listen(const std::filesystem::path& recording) const {
  const features::CqtSpec spec = features::published_cqt();
  const auto samples = audio::read_all_mono(recording, static_cast<int>(spec.sample_rate_hz));
  if (!samples) return samples.error();
  const Expected<Map2d> heard = features::published_energy(*samples);
  if (!heard) return heard.error();
  nn::Map energy(static_cast<int>(heard->rows), models::kPublishedBins, 1);
  std::copy(heard->cells.begin(), heard->cells.end(), energy.data());
  models::PublishedProbabilities said;
  models::Workspace workspace;
  model_.run(energy, said, workspace);
  Evidence evidence;
  evidence.frames = {spec.hop_samples / spec.sample_rate_hz, 0.0};
  evidence.pitches = {models::kPublishedLowestMidi, models::kPublishedPitches};
  evidence.onset = std::move(said.onset);
  evidence.frame = std::move(said.frame);
  evidence.duration_s = static_cast<double>(samples->size()) / spec.sample_rate_hz;
  return evidence;
}

Expected<bool> is_published_backbone(const std::filesystem::path& weights) {
  const Expected<engine::WeightsSource> source = engine::open_weights(weights);
  if (!source) return source.error();
  const Expected<nn::WeightsFile> file = nn::WeightsFile::parse(source->bytes(), source->name);
  if (!file) return file.error();
  return file->info().model == models::kPublishedBackboneName;
}

}  // namespace divisi::hearing
