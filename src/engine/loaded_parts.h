/// All that a timbre weights file determines: the network, and how notes become parts.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "engine/name_parts.h"
#include "features/cqt_spec.h"
#include "features/feature_extractor.h"
#include "models/instrument_model.h"
#include "models/memory_model.h"
#include "models/slots_model.h"
#include "models/timbre_model.h"
#include "parts/group_notes.h"
#include "parts/pair_model.h"
#include "parts/slot_grouping.h"

namespace divisi::engine {

struct LoadedParts {
  /// Of the timbre network's weights: of no other network's, nor of what was calibrated, so that
  /// what was enrolled outlives them.
  std::string network_sha256;
  std::string instruments_sha256;  ///< likewise; empty without
  models::TimbreModel network;
  std::optional<models::InstrumentModel> instruments;
  std::optional<models::MemoryModel> memory;
  std::optional<models::MemoryModel> company;  ///< never without instruments
  std::optional<models::MemoryModel> truth;    ///< whether notes are there
  parts::PairModel pairs;               ///< file: parts.cosine_weight, parts.pitch_logits, ...
  parts::GroupOptions grouping;         ///< file: parts.merge_logit, ...
  std::optional<PartNames> names = {};  ///< file: names.family_weights, ...
  std::vector<EnrolledTimbre> enrolled = {};     ///< the user's
  std::optional<models::SlotsModel> slots = {};  ///< never without a memory
  parts::SlotOptions slotting = {};              ///< file: slots.join_logit, ...

  /// What the instrument network says of each note's beginning: families and numbers of timbre; 0
  /// without.
  int beginning_numbers() const { return instruments ? instruments->spec().answer_numbers() : 0; }
};

/// From `weights`, or from those built into the program when it is empty; nothing when there are
/// none. `heard` is what the note network hears: both are given the same, so that built-in ones for
/// other features are left alone.
/// Errors    not_found, io, corrupt, unsupported, naming the file and what is wrong in it.
Expected<std::optional<LoadedParts>> load_parts(const std::filesystem::path& weights,
                                                const features::FeatureSpec& heard);

/// Of `timbre_weights`, heard with `notes_weights`; either may be empty, for what is built in.
/// Errors    those of both files; not_found: there are none.
Expected<LoadedParts> load_parts_heard_with(const std::filesystem::path& notes_weights,
                                            const std::filesystem::path& timbre_weights);

/// The same numbers under their names in the file, for whoever writes one.
std::map<std::string, std::vector<double>> parameters_of(const parts::PairModel& pairs,
                                                         const parts::GroupOptions& grouping);
std::map<std::string, std::vector<double>> parameters_of(const parts::SlotOptions& slotting);

}  // namespace divisi::engine
