/// The decoder's options as they come from outside.
#pragma once

#include "decode/tuning.h"
#include "divisi/error.h"
#include "divisi/options.h"

namespace divisi::engine {

/// Errors: invalid_argument, naming the field, what it is and what it may be.
Expected<void> check_decode_options(const DecodeOptions& options);

/// The decoder's finer thresholds with those that `options` names.
decode::DecodeTuning tuning_of(const DecodeOptions& options);

}  // namespace divisi::engine
