/// All that names parts: families of instruments, and the space in which enrolled timbres are
/// compared. It is in the timbre weights file, for other weights it means nothing.
///
/// Errors    corrupt: lists that do not fit each other, or a number that is out of its range.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "parts/family_model.h"
#include "parts/timbre_space.h"

namespace divisi::engine {

struct PartNames {
  parts::FamilyModel families;  ///< file: names.family_weights, ...
  parts::TimbreSpace timbres;   ///< file: names.centre, names.projection, ...
};

using Parameters = std::map<std::string, std::vector<double>>;

/// From a weights file's numbers; nothing where it says nothing of names.
Expected<std::optional<PartNames>> part_names_from(const Parameters& parameters, int dimensions);

/// The same numbers under their names in the file, to four digits.
Parameters parameters_of(const PartNames& names);

}  // namespace divisi::engine
