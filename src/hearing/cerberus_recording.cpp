#include "hearing/cerberus_recording.h"

#include <string>
#include <utility>

#include "audio/mono_source.h"
#include "audio/writer.h"
#include "core/folder.h"
#include "divisi/files.h"
#include "divisi/transcriber.h"
#include "nn/weights_file.h"
#include "parts/families.h"

namespace divisi::hearing {
namespace {

namespace fs = std::filesystem;

bool is_drums(const std::string& instrument) {
  return models::cerberus_instrument(instrument) == models::kCerberusDrums;
}

/// All but drums, which have none, are called as their families.
int program_of(const std::string& instrument) {
  const auto family = parts::find_family(instrument);
  return family ? parts::kFamilies[*family].program : 0;
}

Expected<void> write_notes(const models::CerberusNetSpec& spec,
                           const engine::CerberusHearing& hearing, const fs::path& folder) {
  Transcription written;
  for (std::size_t n = 0; n < hearing.notes.size(); ++n) {
    const std::string& name = spec.instruments[n];
    written.score.parts.push_back({name, program_of(name), is_drums(name), hearing.notes[n]});
  }
  for (const auto& [format, name] :
       {std::pair(OutputFormat::json, "notes.json"), std::pair(OutputFormat::midi, "notes.mid")}) {
    if (auto done = write_output(written, format, folder / name); !done) return done;
  }
  return {};
}

}  // namespace

Expected<models::CerberusModel> open_cerberus(const fs::path& weights) {
  Expected<nn::WeightsFile> file = nn::WeightsFile::read(weights);
  if (!file) return file.error();
  Expected<models::CerberusModel> model = models::CerberusModel::load(*file);
  if (!model)
    return Error{model.error().code, weights.string() + ": " + model.error().message,
                 weights.string()};
  if (model->spec().separation || model->spec().transcription) return model;
  return Error{ErrorCode::unsupported,
               weights.string() +
                   ": the network only clusters, expected one that separates or "
                   "transcribes",
               weights.string()};
}

Expected<engine::CerberusHearing> hear_with_cerberus(const models::CerberusModel& model,
                                                     const fs::path& recording) {
  const auto samples = audio::read_all_mono(recording, models::kCerberusRateHz);
  if (!samples) return samples.error();
  engine::CerberusListener listener(model);
  listener.push(samples->data(), samples->size());
  return listener.finish();
}

Expected<void> write_cerberus(const models::CerberusModel& model,
                              const engine::CerberusHearing& hearing, const fs::path& folder) {
  if (auto made = core::make_folder(folder); !made) return made;
  for (std::size_t n = 0; n < hearing.stems.size(); ++n) {
    auto written = audio::write_audio(folder / (model.spec().instruments[n] + ".wav"),
                                      {models::kCerberusRateHz, 1, hearing.stems[n]},
                                      audio::AudioEncoding::float_32);
    if (!written) return written;
  }
  if (hearing.notes.empty()) return {};
  return write_notes(model.spec(), hearing, folder);
}

}  // namespace divisi::hearing
