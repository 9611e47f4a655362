/// In what tuning a recording is played.
#pragma once

#include "divisi/error.h"
#include "divisi/options.h"
#include "engine/listening.h"

namespace divisi::engine {

/// A4 in Hz: as `options` say, or as the recording's beginning tells (features/tuning.h).
/// Errors    those of reading; cancelled.
Expected<double> find_tuning(Listening& listening, const TranscribeOptions& options,
                             double sample_rate_hz);

}  // namespace divisi::engine
