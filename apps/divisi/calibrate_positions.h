/// Learns what left and right say about whose a note is, from stereo clips.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "calibrate_parts.h"

namespace divisi::cli {

/// The parameters "parts.knots_apart" and "parts.position_logits" for the weights file; all others
/// stay as they are, so that nothing changes for recordings with one channel.
/// Errors    those of reading weights and clips; out_of_range: no clip has sources apart.
Expected<std::map<std::string, std::vector<double>>> calibrate_positions(
    const PartCalibration& asked);

}  // namespace divisi::cli
