#include "calibrate_names.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

#include "data/datasets.h"
#include "divisi/transcriber.h"
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

Expected<Parts> parts_of_set(const Transcriber& transcriber, const fs::path& folder,
                             const NameCalibration& asked, const std::string& identity,
                             const parts::PlayerFamilies& families, int first_number) {
  const Expected<data::Dataset> set = data::load_dataset(asked.dataset, folder);
  if (!set) return set.error();
  const auto heard =
      hearing::hear_set(transcriber, *set, folder, identity, asked.threads, not_interrupted);
  if (!heard) return heard.error();
  Parts all;
  for (std::size_t c = 0; c < set->clips.size(); ++c) {
    Expected<Parts> parts =
        labelled_parts(set->clips[c], (*heard)[c], families, first_number + static_cast<int>(c));
    if (!parts) return parts;
    std::move(parts->begin(), parts->end(), std::back_inserter(all));
  }
  say(folder.string() + ": " + std::to_string(all.size()) + " parts");
  return all;
}

Expected<Parts> parts_of_sets(const Transcriber& transcriber, const std::vector<fs::path>& folders,
                              const NameCalibration& asked, const parts::PlayerFamilies& families) {
  const Expected<std::string> identity = hearing::identity_of(asked.notes_weights, asked.weights);
  if (!identity) return identity.error();
  constexpr int kMostClips = 1000000;
  Parts all;
  for (std::size_t f = 0; f < folders.size(); ++f) {
    Expected<Parts> parts = parts_of_set(transcriber, folders[f], asked, *identity, families,
                                         kMostClips * static_cast<int>(f));
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
    return !part.tokens.beginnings.empty();
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
  const Expected<Parts> training = parts_of_sets(*transcriber, asked.training, asked, *families);
  if (!training) return training.error();
  Expected<Parts> validation = parts_of_sets(*transcriber, asked.validation, asked, *families);
  if (!validation) return validation.error();
  const auto [choosing, measuring] = halves_of(std::move(*validation));
  const Expected<engine::PartNames> names = learn_names(*training, choosing);
  if (!names) return names.error();
  const std::string figures = name_figures(*names, measuring);
  std::fwrite(figures.data(), 1, figures.size(), stdout);
  return engine::parameters_of(*names);
}

}  // namespace divisi::cli
