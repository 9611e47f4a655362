/// In what tuning a recording is played, and ears for that tuning.
#pragma once

#include "divisi/error.h"
#include "divisi/options.h"
#include "engine/listening.h"
#include "features/feature_extractor.h"

namespace divisi::engine {

/// A4 in Hz: as `options` say, or as the first half minute tells (features/tuning.h); 440 where
/// that is close to it, or where too little agrees. Errors    those of reading; cancelled.
Expected<double> find_tuning(Listening& listening, const TranscribeOptions& options,
                             double sample_rate_hz);

/// The same bins, as far above or below the keys of that tuning as they are of 440 Hz.
features::FeatureSpec tuned(features::FeatureSpec spec, double tuning_hz);

}  // namespace divisi::engine
