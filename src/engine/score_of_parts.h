/// A score from what was found: numbers parts that share a name, drops what bends there are
/// where a part keeps still, and finds the tempo.
///
/// Thread    safe.
#pragma once

#include <string>
#include <vector>

#include "divisi/score.h"

namespace divisi::engine {

Score score_of_parts(std::string title, double duration_s, double tuning_hz,
                     std::vector<Part> parts);

}  // namespace divisi::engine
