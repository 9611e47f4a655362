/// Learns in which directions timbres differ, and in which mere recordings do.
///
/// Source    as parts/timbre_space.h; moments instead of maximum likelihood: the covariance of
///           recordings of one timbre is whitened, that of timbres' means then diagonalised.
/// Thread    safe. The same parts in the same order give the same numbers.
#pragma once

#include <optional>
#include <vector>

#include "parts/labelled_part.h"
#include "parts/timbre_space.h"

namespace divisi::parts {

/// Parts of one `source` are recordings of one timbre. Nothing where there are not twice as many
/// parts, and timbres of three parts or more, as dimensions: too little to learn from.
std::optional<TimbreSpace> fit_timbre_space(const std::vector<LabelledPart>& parts);

}  // namespace divisi::parts
