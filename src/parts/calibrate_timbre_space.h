/// How sure a likelihood ratio of timbres is: learnt from parts that training did not hear.
///
/// Source    logistic regression on one number by Newton's method (Platt 1999).
/// Thread    safe.
#pragma once

#include <vector>

#include "parts/labelled_part.h"
#include "parts/timbre_space.h"

namespace divisi::parts {

/// Fits `weight` and `offset`: each part is enrolled, and compared with those of other clips.
/// `same_to_other` is how many parts of that timbre there are for one of another one. Without pairs
/// of both kinds, or where the ratio tells nothing, the space is left as it was.
void calibrate_timbre_space(TimbreSpace& space, const std::vector<LabelledPart>& parts,
                            double same_to_other);

}  // namespace divisi::parts
