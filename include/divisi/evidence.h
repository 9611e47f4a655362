/// What the network saw, before anything was decided: kept so that notes can be decided anew.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi {

/// What cells sound like, at which something may sound: in order of frame, then pitch.
struct TimbreCells {
  int dimensions = 0;                  ///< D; 0 when no timbre network has listened
  std::vector<std::uint32_t> frames;   ///< row of the maps
  std::vector<std::uint16_t> pitches;  ///< column of the maps
  std::vector<float> vectors;          ///< [cells, D]
  /// [cells] -1 (left) to 1 (right) in steps of 1/127; empty unless the recording has two channels.
  std::vector<float> positions = {};
};

/// Probabilities [T, P], each in [0, 1]. `velocity` is meaningful near onsets only.
struct Evidence {
  FrameGrid frames;
  PitchGrid pitches;
  Map2d onset;
  Map2d frame;
  Map2d offset;
  Map2d velocity;
  double duration_s = 0.0;
  double tuning_hz = kStandardTuning_hz;  ///< of A4, as the recording was heard
  TimbreCells timbre = {};
  /// Of cells at which a note may begin: the log-probability of each family of instruments, then
  /// what tells players apart, if anything does.
  TimbreCells instruments = {};
  /// How far what sounds lies from its key: one number a cell, cents. Empty: nobody listened.
  TimbreCells bends = {};
};

}  // namespace divisi
