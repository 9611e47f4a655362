/// What the network saw, before anything was decided: kept so that notes can be decided anew.
#pragma once

#include "divisi/grid.h"

namespace divisi {

/// Probabilities [T, P], each in [0, 1]. `velocity` is meaningful near onsets only.
struct Evidence {
  FrameGrid frames;
  PitchGrid pitches;
  Map2d onset;
  Map2d frame;
  Map2d offset;
  Map2d velocity;
  double duration_s = 0.0;
};

}  // namespace divisi
