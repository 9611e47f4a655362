// Whatever the header of a weights file says: a network that runs, or an error. The input is that
// header. It is tried with the tensors that it lists, and with those that the network of its sizes
// asks for, so that sizes can change and still fit; the values are made up.
#include <cstdint>
#include <string>
#include <string_view>

#include "../engine/made_model.h"
#include "../engine/made_recording.h"
#include "divisi/models.h"
#include "divisi/transcriber.h"
#include "engine/enrolment.h"
#include "engine/loaded_drums.h"
#include "engine/loaded_model.h"
#include "engine/loaded_parts.h"
#include "engine/name_parts.h"
#include "features/feature_extractor.h"
#include "memory_file.h"
#include "models/describe.h"
#include "models/published_model.h"
#include "parts/group_notes.h"
#include "parts/recall.h"
#include "weights_bytes.h"

namespace {

using namespace divisi;

constexpr std::uint64_t kMostBytes = 1U << 20U;
constexpr long kMostParameters = 100'000;
constexpr int kFrames = 3;

nn::Map some_features(int bins, int maps) {
  nn::Map features(kFrames, bins, maps);
  for (std::size_t i = 0; i < features.size(); ++i)
    features.data()[i] = 0.01F * static_cast<float>(i % 97);
  return features;
}

parts::NoteTokens some_notes(int dimensions) {
  parts::NoteTokens tokens;
  tokens.dimensions = dimensions;
  for (int i = 0; i < 12; ++i) {
    Note note;
    note.onset_s = 0.25 * i;
    note.offset_s = note.onset_s + 0.2;
    note.pitch_midi = 40 + 3 * i;
    std::vector<float> vector(static_cast<std::size_t>(dimensions), 0.1F);
    vector[static_cast<std::size_t>(i % dimensions)] = 1.0F;
    tokens.add(note, vector.data());
  }
  return tokens;
}

void run_notes(const std::filesystem::path& weights) {
  const auto model = engine::load_model(weights);
  if (!model) return;
  models::Workspace workspace;
  models::NoteMaps maps;
  const auto& spec = model->network.spec();
  model->network.run(some_features(spec.bin_count, spec.map_count), maps, workspace);
}

void run_parts(const std::filesystem::path& weights) {
  auto loaded = engine::load_parts(weights, features::FeatureSpec{});
  if (!loaded || !*loaded) return;
  engine::LoadedParts& parts = **loaded;
  models::Workspace workspace;
  nn::Map vectors;
  const auto& layers = parts.network.spec().layers;
  parts.network.run(some_features(layers.bin_count, layers.map_count), vectors, workspace);
  parts::NoteTokens tokens = some_notes(parts.network.spec().dimensions);
  if (const auto timbre = engine::make_timbre(parts, "solo", engine::timbres_of(tokens), 1))
    engine::enrol_all({*timbre}, parts);
  if (parts.names) {
    Part part;
    engine::name_part(*parts.names, parts.enrolled, tokens, part);
  }
  if (parts.memory) tokens = parts::recall(tokens, *parts.memory);
  parts::group_notes(tokens, parts.pairs, parts.grouping);
}

void run_drums(const std::string& bytes) {
  const auto drums = engine::load_drums(bytes, "fuzz");
  if (!drums) return;
  models::Workspace workspace;
  models::DrumMaps maps;
  const auto& spec = drums->network.spec();
  drums->network.run(some_features(spec.band_count, spec.map_count), maps, workspace);
}

void run_published(const std::string& bytes) {
  auto file = nn::WeightsFile::parse(bytes, "fuzz");
  if (!file) return;
  const auto model = models::PublishedModel::load(*file);
  if (!model) return;
  models::Workspace workspace;
  models::PublishedProbabilities out;
  model->run(some_features(models::kPublishedBins, 1), out, workspace);
}

/// A recording of 0.4 s, written once.
const std::filesystem::path& some_recording() {
  static const std::filesystem::path path = [] {
    const auto file = std::filesystem::temp_directory_path() /
                      ("divisi_model_fuzz." + std::to_string(::getpid()) + ".wav");
    if (!audio::write_audio(file, engine::testing::made_recording(0.4))) std::abort();
    return file;
  }();
  return path;
}

/// The whole path with these weights as the notes' or as the timbre's.
void transcribe(const std::filesystem::path& notes, const std::filesystem::path& timbre) {
  const auto transcriber = Transcriber::create(notes, timbre);
  if (!transcriber) return;
  TranscribeOptions options;
  options.threads = 1;
  (void)transcriber->transcribe(some_recording(), options);
}

std::vector<models::ConvLayer> layers_of(const nn::WeightsFile& file) {
  const std::string& model = file.info().model;
  std::vector<models::ConvLayer> layers;
  if (model == models::kTimbreNetName) {
    const auto spec = models::timbre_net_spec_from(file);
    if (spec) layers = models::make_timbre_net(*spec).layers();
    const auto memory = models::note_memory_spec_from(file);
    if (memory && *memory)
      for (models::ConvLayer& layer : models::NoteMemory(**memory).all_layers())
        layers.push_back(layer);
  } else if (model == models::kDrumNetName) {
    if (const auto spec = models::drum_net_spec_from(file))
      layers = models::DrumNet(*spec).layers();
  } else if (const auto spec = models::note_net_spec_from(file)) {
    layers = models::NoteNet(*spec).layers();
  }
  return layers;
}

/// With the tensors that its sizes ask for; empty where these make no network, or a large one.
std::string with_fitting_tensors(std::string_view json) {
  const auto header = nn::parse_weights_header(json);
  if (!header) return {};
  const auto bare = nn::encode_weights(header->info, {});
  if (!bare) return {};
  const auto file = nn::WeightsFile::parse(*bare, "fuzz");
  if (!file) return {};
  const std::vector<models::ConvLayer> layers = layers_of(*file);
  if (models::parameter_count(layers) > kMostParameters) return {};
  core::Rng rng(1);
  std::vector<engine::testing::MadeTensor> made;
  for (const models::ConvLayer& layer : layers)
    for (auto& tensor : engine::testing::made_layer(layer, rng)) made.push_back(std::move(tensor));
  std::vector<nn::TensorToWrite> tensors;
  for (const auto& tensor : made)
    tensors.push_back({tensor.name, tensor.shape, tensor.values, nn::WeightType::f32});
  const auto bytes = nn::encode_weights(header->info, tensors);
  return bytes ? *bytes : std::string();
}

void try_all(const std::string& bytes) {
  const fuzz::MemoryFile file(bytes);
  (void)describe_model(file.path().string());
  run_notes(file.path());
  run_parts(file.path());
  run_drums(bytes);
  run_published(bytes);
  transcribe(file.path(), {});
  transcribe({}, file.path());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  try_all(fuzz::weights_with_header(header, kMostBytes));
  if (const std::string bytes = with_fitting_tensors(header); !bytes.empty()) try_all(bytes);
  return 0;
}
