#include "models/timbre_net.h"

namespace divisi::models {

NoteNetSpec default_timbre_layers() {
  NoteNetSpec layers;
  layers.stem_bins = 3;
  // The octave below, then round(36 log2 h) for h = 1 to 12.
  layers.harmonic_bins = {-36, 0, 36, 57, 72, 84, 93, 101, 108, 114, 120, 125, 129};
  layers.pitch_steps = {-24, -19, -12, -7, 0, 7, 12, 19, 24};
  layers.time_dilations = {1, 2, 4, 1};
  return layers;
}

}  // namespace divisi::models
