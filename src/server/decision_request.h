/// How notes are to be decided again, as a client says it.
///
/// Thread    safe.
#pragma once

#include <optional>
#include <string_view>

#include "divisi/error.h"
#include "divisi/options.h"

namespace divisi::server {

/// What a caller may say; the rest is as the recording was decided first.
struct DecisionRequest : DecodeChanges {
  int quantise = 0;  ///< lines for each beat (divisi/quantise.h); 0: as played
  std::optional<double> quantise_strength;
  PartOptions parts;
};

/// From a request's JSON. Errors: corrupt: no JSON, no object; invalid_argument: an unknown key, a
/// value of another kind or out of its range. Any bytes are safe.
Expected<DecisionRequest> parse_decision(std::string_view json);

}  // namespace divisi::server
