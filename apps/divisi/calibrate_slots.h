/// Chooses when slots are joined and given up, on a validation set.
#pragma once

#include "calibrate_parts.h"

namespace divisi::cli {

/// The parameters "slots.*" and the smallest share of a part for the weights file; how notes are
/// compared must be calibrated already. Errors: those of reading weights and clips; unsupported:
/// the weights hold no slots.
Expected<std::map<std::string, std::vector<double>>> calibrate_slots(const PartCalibration& asked);

}  // namespace divisi::cli
