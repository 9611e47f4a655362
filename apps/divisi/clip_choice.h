/// Which clips of a data set are measured.
#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"

namespace divisi::cli {

struct ClipChoice {
  std::string split;              ///< "train", "validation" or "test"; empty: any
  std::vector<std::string> only;  ///< patterns (*, ?, [..]) of ids or groups; none: all
  bool include_partial = false;   ///< also clips in which some sources are not annotated
};

/// In order of id; says on stderr how many were left out because they are annotated in part only.
/// Errors    not_found: a pattern that fits no clip, or nothing left.
Expected<std::vector<const data::Clip*>> choose_clips(const data::Dataset& dataset,
                                                      const ClipChoice& choice);

}  // namespace divisi::cli
