#include "divisi/models.h"

#include <filesystem>

#include "engine/weights_source.h"
#include "models/cerberus_model.h"
#include "models/describe.h"
#include "models/drum_model.h"
#include "models/instrument_model.h"
#include "models/memory_model.h"
#include "models/note_model.h"
#include "models/note_slots.h"
#include "models/published_backbone.h"
#include "models/published_encoder.h"
#include "models/share_model.h"
#include "models/slot_net.h"
#include "models/timbre_encoder.h"
#include "models/timbre_model.h"

namespace divisi {
namespace {

std::string table_of(const models::NoteNetSpec& spec) {
  const models::NoteNet net(spec);
  return models::describe_layers(net.layers(), net.context_frames());
}

std::string table_of(const models::TimbreNetSpec& spec) {
  const models::NoteNet net = models::make_timbre_net(spec);
  return models::describe_layers(net.layers(), net.context_frames());
}

std::string table_of(const models::NoteMemorySpec& spec,
                     const char* prefix = models::kMemoryPrefix) {
  return models::describe_layers(models::NoteMemory(spec, prefix).all_layers(),
                                 spec.layers * spec.reach, "notes");
}

std::string table_of(const models::NoteSlots& net) {
  return models::describe_layers(net.all_layers(), models::kMostSlots - 1, "slots");
}

std::string table_of(const models::DrumNetSpec& spec) {
  const models::DrumNet net(spec);
  return models::describe_layers(net.layers(), net.context_frames());
}

std::string table_of(const models::InstrumentNetSpec& spec) {
  return models::describe_layers(models::InstrumentNet(spec).all_layers(), 0) + "of a patch\n";
}

std::string table_of(const models::ShareNetSpec& spec) {
  const models::ShareNet net(spec);
  return models::describe_layers(net.all_layers(), net.context_frames()) + "for each part\n";
}

std::string table_of(const models::SlotNet& net) {
  return models::describe_layers(net.layers(), net.context_frames()) +
         "slots and what is decoded of them: of a whole window\n";
}

std::string table_of(const models::PublishedBackbone& net) {
  return models::describe_layers(net.layers(), net.context_frames());
}

Expected<std::string> describe_weights(const std::filesystem::path& path) {
  const Expected<engine::WeightsSource> source = engine::open_weights(path);
  if (!source) return source.error();
  const Expected<nn::WeightsFile> file = nn::WeightsFile::parse(source->bytes(), source->name);
  if (!file) return file.error();
  const nn::WeightsInfo& info = file->info();
  const std::string head =
      info.name + ": weights of " + info.model + ", licence " + info.licence + "\n";
  if (info.model == models::kPublishedBackboneName) {
    return head + table_of(models::PublishedBackbone());
  }
  if (info.model == models::kTimbreNetName) {
    const Expected<models::TimbreNetSpec> spec = models::timbre_net_spec_from(*file);
    if (!spec) return spec.error();
    const auto memory = models::note_memory_spec_from(*file);
    if (!memory) return memory.error();
    const auto company = models::note_memory_spec_from(*file, models::kCompanyPrefix);
    if (!company) return company.error();
    const auto truth = models::note_memory_spec_from(*file, models::kTruthPrefix);
    if (!truth) return truth.error();
    const auto slots = models::note_memory_spec_from(*file, models::kNoteSlotsPrefix);
    if (!slots) return slots.error();
    const auto instruments = models::instrument_spec_from(*file);
    if (!instruments) return instruments.error();
    return head + table_of(*spec) + (*instruments ? "\n" + table_of(**instruments) : "") +
           (*memory ? "\n" + table_of(**memory) : "") +
           (*company ? "\n" + table_of(**company, models::kCompanyPrefix) : "") +
           (*truth ? "\n" + table_of(**truth, models::kTruthPrefix) : "") +
           (*slots ? "\n" + table_of(models::NoteSlots(**slots)) : "");
  }
  if (info.model == models::kCerberusNetName) {
    const Expected<models::CerberusNetSpec> spec = models::cerberus_spec_from(*file);
    if (!spec) return spec.error();
    return head + models::describe_cerberus(*spec);
  }
  if (info.model == models::kInstrumentNetName) {
    const auto spec = models::instrument_spec_from(*file);
    if (!spec) return spec.error();
    return head + (*spec ? table_of(**spec) : "");
  }
  if (info.model == models::kShareNetName) {
    const auto spec = models::share_spec_from(*file);
    if (!spec) return spec.error();
    return head + (*spec ? table_of(**spec) : "");
  }
  if (info.model == models::kDrumNetName) {
    const Expected<models::DrumNetSpec> spec = models::drum_net_spec_from(*file);
    if (!spec) return spec.error();
    return head + table_of(*spec);
  }
  const Expected<models::NoteNetSpec> spec = models::note_net_spec_from(*file);
  if (!spec) return spec.error();
  return head + table_of(*spec);
}

}  // namespace

std::vector<std::string> model_names() {
  std::vector<std::string> names = {
      models::kNoteNetName,       models::kTimbreNetName,         models::kNoteMemoryName,
      models::kDrumNetName,       models::kPublishedBackboneName, models::kPublishedEncoderName,
      models::kTimbreEncoderName, models::kInstrumentNetName,     models::kShareNetName};
  for (const models::SlotExperiment& experiment : models::slot_experiments())
    names.emplace_back(experiment.name);
  for (const models::NamedCerberus& network : models::cerberus_networks())
    names.emplace_back(network.name);
  return names;
}

Expected<std::string> describe_model(const std::string& name_or_file) {
  if (name_or_file == models::kNoteNetName) return table_of(models::NoteNetSpec{});
  if (name_or_file == models::kTimbreNetName) return table_of(models::TimbreNetSpec{});
  if (name_or_file == models::kNoteMemoryName) return table_of(models::NoteMemorySpec{});
  if (name_or_file == models::kDrumNetName) return table_of(models::DrumNetSpec{});
  if (name_or_file == models::kInstrumentNetName) return table_of(models::InstrumentNetSpec{});
  if (name_or_file == models::kShareNetName) return table_of(models::ShareNetSpec{});
  if (name_or_file == models::kPublishedBackboneName) return table_of(models::PublishedBackbone());
  if (name_or_file == models::kPublishedEncoderName) {
    return models::describe_published_encoder(models::PublishedEncoder());
  }
  if (name_or_file == models::kTimbreEncoderName) {
    return models::describe_layers(models::TimbreEncoder().layers(), 0) + "of a whole window\n";
  }
  for (const models::SlotExperiment& experiment : models::slot_experiments()) {
    if (name_or_file == experiment.name) return table_of(models::SlotNet(experiment.spec));
  }
  for (const models::NamedCerberus& network : models::cerberus_networks()) {
    if (name_or_file == network.name) return models::describe_cerberus(network.spec);
  }
  const std::filesystem::path path(name_or_file);
  std::error_code ignored;
  if (name_or_file.empty() || std::filesystem::exists(path, ignored)) return describe_weights(path);
  std::string known;
  for (const std::string& name : model_names()) known += (known.empty() ? "" : ", ") + name;
  return Error{ErrorCode::not_found,
               name_or_file + ": neither a file nor a model's name (" + known + ")", name_or_file};
}

}  // namespace divisi
