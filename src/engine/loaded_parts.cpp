#include "engine/loaded_parts.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <utility>

#include "engine/loaded_model.h"
#include "engine/sha256.h"
#include "engine/weights_source.h"
#include "features/feature_parameters.h"
#include "nn/weights_file.h"
#include "parts/memory_inputs.h"
#include "parts/slot_inputs.h"

namespace divisi::engine {
namespace {

/// Visits every number once: reading and writing share this list.
template <class Pairs, class Grouping, class Visit>
void visit_numbers(Pairs& pairs, Grouping& grouping, const Visit& visit) {
  visit("parts.cosine_weight", pairs.cosine_weight);
  visit("parts.half_trust", pairs.half_trust);
  visit("parts.merge_logit", grouping.merge_logit);
  visit("parts.smallest_share", grouping.smallest_share);
}

template <class Slotting, class Visit>
void visit_slotting(Slotting& slotting, const Visit& visit) {
  visit("slots.fine_logit", slotting.fine_logit);
  visit("slots.join_logit", slotting.join_logit);
  visit("slots.least_activity", slotting.least_activity);
}

template <class Pairs, class Visit>
void visit_lists(Pairs& pairs, const Visit& visit) {
  visit("parts.knots_semitones", pairs.knots_semitones);
  visit("parts.pitch_logits", pairs.pitch_logits);
  visit("parts.knots_apart", pairs.knots_apart);
  visit("parts.position_logits", pairs.position_logits);
}

bool is_curve(const std::vector<double>& knots, const std::vector<double>& logits) {
  const auto finite = [](double value) { return std::isfinite(value); };
  return !knots.empty() && knots.size() == logits.size() &&
         std::is_sorted(knots.begin(), knots.end()) &&
         std::all_of(logits.begin(), logits.end(), finite);
}

Expected<void> check(const parts::PairModel& pairs) {
  if (!is_curve(pairs.knots_semitones, pairs.pitch_logits) || !(pairs.half_trust >= 0.0) ||
      !std::isfinite(pairs.cosine_weight)) {
    return Error{ErrorCode::corrupt,
                 "parts.knots_semitones must rise, with a number of parts.pitch_logits for each",
                 {}};
  }
  if (pairs.position_logits.empty() || is_curve(pairs.knots_apart, pairs.position_logits))
    return {};
  return Error{ErrorCode::corrupt,
               "parts.knots_apart must rise, with a number of parts.position_logits for each",
               {}};
}

Expected<void> check(const parts::SlotOptions& slotting) {
  bool good = true;
  visit_slotting(slotting, [&](const char*, double value) { good = good && std::isfinite(value); });
  if (good) return {};
  return Error{ErrorCode::corrupt,
               "slots.fine_logit, slots.join_logit and slots.least_activity must be numbers",
               {}};
}

Expected<bool> hears_the_same(const nn::WeightsFile& file, const features::FeatureSpec& heard) {
  const Expected<features::FeatureSpec> expected =
      features::feature_spec_from(file.info().hyper_parameters);
  if (!expected) return expected.error();
  return features::parameters_of(*expected) == features::parameters_of(heard);
}

/// Names and numbers of all tensors whose names begin with `prefix`, or, when it is empty, with
/// none that other networks have.
Expected<std::string> sha256_of_tensors(nn::WeightsFile& file, std::string_view prefix) {
  Sha256 hash;
  for (const nn::TensorPlace& place : file.tensors()) {
    const bool is_other = place.name.starts_with(models::kMemoryPrefix) ||
                          place.name.starts_with(models::kCompanyPrefix) ||
                          place.name.starts_with(models::kNoteSlotsPrefix) ||
                          place.name.starts_with(models::kInstrumentPrefix);
    if (prefix.empty() ? is_other : !place.name.starts_with(prefix)) continue;
    const Expected<std::span<const float>> values = file.tensor(place.name, place.shape);
    if (!values) return values.error();
    hash.add(place.name);
    hash.add({reinterpret_cast<const char*>(values->data()), values->size_bytes()});
  }
  return hash.finish();
}

/// The instrument network, if there is any; for the features and families that we have.
Expected<std::optional<models::InstrumentModel>> load_instruments(
    nn::WeightsFile& file, const models::NoteNetSpec& network) {
  Expected<std::optional<models::InstrumentModel>> model = models::InstrumentModel::load(file);
  if (!model || !*model) return model;
  const models::InstrumentNetSpec& spec = (*model)->spec();
  if (spec.bin_count == network.bin_count && spec.map_count == network.map_count &&
      spec.families == static_cast<int>(parts::kFamilyCount))
    return model;
  return Error{ErrorCode::corrupt,
               "instrument. expected the timbre network's bins and maps, and " +
                   std::to_string(parts::kFamilyCount) + " families",
               models::kInstrumentPrefix};
}

/// A memory, if there is one, that was trained with one of `offers`.
Expected<std::optional<models::MemoryModel>> load_memory(
    nn::WeightsFile& file, const char* prefix, const std::vector<parts::MemoryNumbers>& offers) {
  const auto is = [&](const char* name, int value) {
    const auto found = file.info().hyper_parameters.find(std::string(prefix) + name);
    return found != file.info().hyper_parameters.end() &&
           found->second == std::vector<double>{double(value)};
  };
  const auto fitting = std::find_if(offers.begin(), offers.end(), [&](const auto& offer) {
    return is("item_numbers", offer.of_item) && is("relation_numbers", offer.of_pair);
  });
  const parts::MemoryNumbers numbers = fitting == offers.end() ? offers.back() : *fitting;
  return models::MemoryModel::load(file, numbers.of_item, numbers.of_pair, prefix);
}

/// What tells families in company, if there is anything.
Expected<std::optional<models::MemoryModel>> load_company(
    nn::WeightsFile& file, int dimensions,
    const std::optional<models::InstrumentModel>& instruments) {
  if (!instruments) return std::optional<models::MemoryModel>();
  auto company =
      load_memory(file, models::kCompanyPrefix,
                  parts::company_numbers(dimensions, instruments->spec().timbre_numbers));
  if (!company || !*company) return company;
  // With what tells of each family whether it plays, or without.
  const int families = static_cast<int>(parts::kFamilyCount);
  const int answers = (*company)->spec().dimensions;
  if (answers == families || answers == 2 * families) return company;
  return Error{ErrorCode::corrupt,
               "company.dimensions: expected " + std::to_string(families) + " or " +
                   std::to_string(2 * families) + ", found " + std::to_string(answers),
               "company.dimensions"};
}

/// What tells whether notes are there, if there is anything.
Expected<std::optional<models::MemoryModel>> load_truth(
    nn::WeightsFile& file, const std::vector<parts::MemoryNumbers>& offers) {
  auto truth = load_memory(file, models::kTruthPrefix, offers);
  if (!truth || !*truth || (*truth)->spec().dimensions == 1) return truth;
  return Error{ErrorCode::corrupt,
               "truth.dimensions: expected 1, found " + std::to_string((*truth)->spec().dimensions),
               "truth.dimensions"};
}

/// The slots, if there are any.
Expected<std::optional<models::SlotsModel>> load_slots(
    nn::WeightsFile& file, const models::TimbreModel& network,
    const std::optional<models::MemoryModel>& memory) {
  if (!memory) return std::optional<models::SlotsModel>();  // then what is left over is refused
  return models::SlotsModel::load(
      file, parts::slot_item_numbers(network.spec().dimensions, memory->spec().dimensions),
      parts::kSlotRelations);
}

Expected<LoadedParts> load_parsed(nn::WeightsFile& file) {
  Expected<models::TimbreModel> network = models::TimbreModel::load(file);
  if (!network) return network.error();
  const Expected<void> fits = check_pitches(network->spec().layers);
  if (!fits) return fits.error();
  Expected<std::optional<models::InstrumentModel>> instruments =
      load_instruments(file, network->spec().layers);
  if (!instruments) return instruments.error();
  const std::vector<parts::MemoryNumbers> offers =
      parts::memory_numbers(network->spec().dimensions, instruments->has_value(),
                            *instruments ? (*instruments)->spec().timbre_numbers : 0);
  Expected<std::optional<models::MemoryModel>> memory =
      load_memory(file, models::kMemoryPrefix, offers);
  if (!memory) return memory.error();
  Expected<std::optional<models::MemoryModel>> company =
      load_company(file, network->spec().dimensions, *instruments);
  if (!company) return company.error();
  Expected<std::optional<models::MemoryModel>> truth = load_truth(file, offers);
  if (!truth) return truth.error();
  Expected<std::optional<models::SlotsModel>> slots = load_slots(file, *network, *memory);
  if (!slots) return slots.error();
  if (const Expected<void> all_used = file.check_all_used(); !all_used) return all_used.error();
  const auto& parameters = file.info().hyper_parameters;
  LoadedParts loaded{{},
                     {},
                     std::move(*network),
                     std::move(*instruments),
                     std::move(*memory),
                     std::move(*company),
                     std::move(*truth),
                     {},
                     {}};
  const auto find = [&](const char* name) { return parameters.find(name); };
  const auto take = [&](const char* name, double& value) {
    if (find(name) != parameters.end() && find(name)->second.size() == 1)
      value = find(name)->second.front();
  };
  visit_numbers(loaded.pairs, loaded.grouping, take);
  visit_slotting(loaded.slotting, take);
  loaded.slots = std::move(*slots);
  visit_lists(loaded.pairs, [&](const char* name, std::vector<double>& list) {
    if (find(name) != parameters.end()) list = find(name)->second;
  });
  if (const Expected<void> good = check(loaded.pairs); !good) return good.error();
  if (const Expected<void> good = check(loaded.slotting); !good) return good.error();
  Expected<std::optional<PartNames>> names =
      part_names_from(parameters, loaded.network.spec().dimensions);
  if (!names) return names.error();
  loaded.names = std::move(*names);
  Expected<std::string> sha256 = sha256_of_tensors(file, {});
  if (!sha256) return sha256.error();
  loaded.network_sha256 = std::move(*sha256);
  if (!loaded.instruments) return loaded;
  sha256 = sha256_of_tensors(file, models::kInstrumentPrefix);
  if (!sha256) return sha256.error();
  loaded.instruments_sha256 = std::move(*sha256);
  return loaded;
}

}  // namespace

Expected<std::optional<LoadedParts>> load_parts(const std::filesystem::path& weights,
                                                const features::FeatureSpec& heard) {
  const Expected<std::optional<WeightsSource>> source = open_timbre_weights(weights);
  if (!source) return source.error();
  if (!*source) return std::optional<LoadedParts>();
  const std::string& name = (*source)->name;
  Expected<nn::WeightsFile> file = nn::WeightsFile::parse((*source)->bytes(), name);
  if (!file) return file.error();
  const auto named = [&](const Error& error) {
    return Error{error.code, name + ": " + error.message, name};
  };
  const Expected<bool> fits = hears_the_same(*file, heard);
  if (!fits) return named(fits.error());
  if (!*fits) {
    if (weights.empty()) return std::optional<LoadedParts>();
    return named({ErrorCode::unsupported, "made for other features than the note weights", {}});
  }
  Expected<LoadedParts> loaded = load_parsed(*file);
  if (!loaded) return named(loaded.error());
  return std::optional(std::move(*loaded));
}

Expected<LoadedParts> load_parts_heard_with(const std::filesystem::path& notes_weights,
                                            const std::filesystem::path& timbre_weights) {
  const Expected<LoadedModel> notes = load_model(notes_weights);
  if (!notes) return notes.error();
  Expected<std::optional<LoadedParts>> parts = load_parts(timbre_weights, notes->features);
  if (!parts) return parts.error();
  if (!*parts) return Error{ErrorCode::not_found, "there are no timbre weights built in", {}};
  return std::move(**parts);
}

std::map<std::string, std::vector<double>> parameters_of(const parts::PairModel& pairs,
                                                         const parts::GroupOptions& grouping) {
  std::map<std::string, std::vector<double>> parameters;
  visit_numbers(pairs, grouping,
                [&](const char* name, double value) { parameters[name] = {value}; });
  visit_lists(pairs,
              [&](const char* name, const std::vector<double>& list) { parameters[name] = list; });
  if (pairs.position_logits.empty()) {
    parameters.erase("parts.knots_apart");
    parameters.erase("parts.position_logits");
  }
  return parameters;
}

std::map<std::string, std::vector<double>> parameters_of(const parts::SlotOptions& slotting) {
  std::map<std::string, std::vector<double>> parameters;
  visit_slotting(slotting, [&](const char* name, double value) { parameters[name] = {value}; });
  return parameters;
}

}  // namespace divisi::engine
