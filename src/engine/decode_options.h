/// The decoder's options as they come from outside.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "decode/tuning.h"
#include "divisi/error.h"
#include "divisi/options.h"

namespace divisi::engine {

/// Errors: invalid_argument, naming the field, what it is and what it may be.
Expected<void> check_decode_options(const DecodeOptions& options);

/// The decoder's finer thresholds with those that `options` names.
decode::DecodeTuning tuning_of(const DecodeOptions& options);

/// What a weights file says of them ("decode.onset_threshold", ..., "decode.<field of
/// DecodeTuning>"), defaults for the rest. Errors: those of check_decode_options().
Expected<DecodeOptions> decode_options_of(
    const std::map<std::string, std::vector<double>>& parameters);

}  // namespace divisi::engine
