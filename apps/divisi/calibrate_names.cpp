#include "calibrate_names.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

#include "data/datasets.h"
#include "divisi/transcriber.h"
#include "engine/deal_parts.h"
#include "engine/loaded_parts.h"
#include "engine/part_names.h"
#include "hearing/heard_set.h"
#include "labelled_parts.h"
#include "name_figures.h"
#include "parts/calibrate_timbre_space.h"
#include "parts/fit_family_model.h"
#include "parts/fit_timbre_space.h"
#include "terminal.h"

namespace divisi::cli {
namespace {

namespace fs = std::filesystem;
using Parts = std::vector<parts::LabelledPart>;

constexpr double kWantedPrecision = 0.8;  // one name of five may be wrong
constexpr double kSameToOther = 0.5;      // who enrols an instrument expects it among two or three

struct Listening {
  const Transcriber& transcriber;
  const engine::LoadedParts& model;
  std::string identity;  ///< of what is heard (hearing::identity_of)
};

/// Of one clip, with the families that all its notes together tell, as the product names parts.
Expected<Parts> parts_of_clip(const engine::LoadedParts& model, const data::Clip& clip,
                              hearing::HeardNotes heard, const parts::PlayerFamilies& families,
                              int number) {
  heard.tokens.families = engine::hear_together(heard.tokens, model, 1).families;
  return labelled_parts(clip, heard, families, number);
}

Expected<Parts> parts_of_set(const Listening& listening, const fs::path& folder,
                             const NameCalibration& asked, const parts::PlayerFamilies& families,
                             int first_number) {
  const Expected<data::Dataset> set = data::load_dataset(asked.dataset, folder);
  if (!set) return set.error();
  const auto heard =
      hearing::hear_set(listening.transcriber, *set, folder, listening.identity, asked.threads, {});
  if (!heard) return heard.error();
  Parts all;
  for (std::size_t c = 0; c < set->clips.size(); ++c) {
    Expected<Parts> parts = parts_of_clip(listening.model, set->clips[c], (*heard)[c], families,
                                          first_number + static_cast<int>(c));
    if (!parts) return parts;
    std::move(parts->begin(), parts->end(), std::back_inserter(all));
  }
  say(folder.string() + ": " + std::to_string(all.size()) + " parts");
  return all;
}

Expected<Parts> parts_of_sets(const Listening& listening, const std::vector<fs::path>& folders,
                              const NameCalibration& asked, const parts::PlayerFamilies& families) {
  constexpr int kMostClips = 1000000;
  Parts all;
  for (std::size_t f = 0; f < folders.size(); ++f) {
    Expected<Parts> parts =
        parts_of_set(listening, folders[f], asked, families, kMostClips * static_cast<int>(f));
    if (!parts) return parts;
    std::move(parts->begin(), parts->end(), std::back_inserter(all));
  }
  return all;
}

/// Every second clip for choosing, the others for measuring.
std::pair<Parts, Parts> halves_of(Parts parts) {
  std::pair<Parts, Parts> halves;
  for (parts::LabelledPart& part : parts)
    (part.clip % 2 == 0 ? halves.first : halves.second).push_back(std::move(part));
  return halves;
}

std::vector<parts::FamilyCase> cases_of(const Parts& parts, bool by_instruments) {
  std::vector<parts::FamilyCase> cases;
  for (const parts::LabelledPart& part : parts) {
    if (part.tokens.count() >= parts::kFewestNotesToName)
      cases.push_back(
          {parts::features_of(parts::sound_of(part.tokens), by_instruments), part.family});
  }
  return cases;
}

Expected<engine::PartNames> learn_names(const Parts& training, const Parts& choosing) {
  const bool any = std::any_of(training.begin(), training.end(), [](const auto& part) {
    return part.tokens.count() >= parts::kFewestNotesToName;
  });
  std::optional<parts::TimbreSpace> space;
  if (any) space = parts::fit_timbre_space(training);
  if (!space) {
    return Error{ErrorCode::invalid_argument,
                 "too few parts to learn names from; expected more clips, with sources that return",
                 {}};
  }
  const bool by_instruments = std::any_of(training.begin(), training.end(), [](const auto& part) {
    return !part.tokens.families.empty();
  });
  engine::PartNames names{parts::fit_family_model(training, by_instruments), std::move(*space)};
  parts::calibrate_family_model(names.families, cases_of(choosing, by_instruments),
                                kWantedPrecision);
  parts::calibrate_timbre_space(names.timbres, choosing, kSameToOther);
  return names;
}

}  // namespace

Expected<std::map<std::string, std::vector<double>>> calibrate_names(const NameCalibration& asked) {
  const Expected<parts::PlayerFamilies> families = parts::read_player_families(asked.families);
  if (!families) return families.error();
  const Expected<Transcriber> transcriber = Transcriber::create(asked.notes_weights, asked.weights);
  if (!transcriber) return transcriber.error();
  const auto model = engine::load_parts_heard_with(asked.notes_weights, asked.weights);
  if (!model) return model.error();
  const Expected<std::string> identity = hearing::identity_of(asked.notes_weights, asked.weights);
  if (!identity) return identity.error();
  const Listening listening{*transcriber, *model, *identity};
  const Expected<Parts> training = parts_of_sets(listening, asked.training, asked, *families);
  if (!training) return training.error();
  Expected<Parts> validation = parts_of_sets(listening, asked.validation, asked, *families);
  if (!validation) return validation.error();
  const auto [choosing, measuring] = halves_of(std::move(*validation));
  const Expected<engine::PartNames> names = learn_names(*training, choosing);
  if (!names) return names.error();
  const std::string figures = name_figures(*names, measuring);
  std::fwrite(figures.data(), 1, figures.size(), stdout);
  return engine::parameters_of(*names);
}

}  // namespace divisi::cli
