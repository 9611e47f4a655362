/// A feature specification as named numbers: how a weights file says what its network hears.
///
/// Errors    corrupt, naming the parameter; then those of FeatureExtractor::create() and
///           MelExtractor::create().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "features/feature_extractor.h"
#include "features/mel_bands.h"

namespace divisi::features {

using Parameters = std::map<std::string, std::vector<double>>;

Parameters parameters_of(const FeatureSpec& spec);

/// The inverse. Parameters that are not the features' are ignored.
Expected<FeatureSpec> feature_spec_from(const Parameters& parameters);

Parameters parameters_of(const MelSpec& spec);
Expected<MelSpec> mel_spec_from(const Parameters& parameters);

/// All names and values in one line, the same for the same specification.
std::string to_text(const Parameters& parameters);

}  // namespace divisi::features
