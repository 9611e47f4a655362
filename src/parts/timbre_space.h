/// Does a part sound like a timbre that was enrolled? As a ratio of likelihoods.
///
/// Model     A part's mean vector, less what is usual at its pitches, is projected to K axes. On
///           each it is the timbre (variance between timbres), plus the recording it was made in
///           (variance 1), plus its notes (variance of one, divided by their number).
/// Source    probabilistic linear discriminant analysis (Ioffe 2006), two-covariance form with
///           independent axes.
/// Shapes    centre [R, D], projection [K, D], variances [K].
/// Thread    safe.
#pragma once

#include <vector>

#include "parts/part_sound.h"

namespace divisi::parts {

/// Mean trusted vectors of a timbre's notes near each register.
struct Prototype {
  RegisterWeights weights = {};  ///< notes that lie there
  std::vector<double> means;     ///< [R, D]; zeros where there are none
  int note_count = 0;
  int recording_count = 1;
};

struct TimbreSpace {
  int dimensions = 0;
  std::vector<double> centre;
  std::vector<double> projection;
  std::vector<double> timbre_variances;
  std::vector<double> note_variances;
  double weight = 1.0;   ///< of the logarithm of the ratio in the logit of "the same"
  double offset = -1.0;  ///< logit of "the same" where the ratio says nothing

  std::size_t axes() const { return timbre_variances.size(); }
};

Prototype prototype_of(const PartSound& sound);

/// ln of how much likelier the part is if it is that timbre than if it is any other.
double log_ratio(const TimbreSpace& space, const Prototype& prototype, const PartSound& part);

/// ln of the odds that it is that timbre rather than one nobody knows. Requires: the part has
/// kFewestNotesToName notes or more.
double log_odds(const TimbreSpace& space, const Prototype& prototype, const PartSound& part);

}  // namespace divisi::parts
