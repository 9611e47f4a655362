/// Notes of a roll that says only which keys sound: Cerberus's.
///
/// Source    dossier of the reproduction (docs/papers/cerberus.md): runs of each key; gaps of two
///           frames are bridged, runs of less than three are no notes; of drums each start counts.
/// Units     frame t lies at frames.time_s(t), where a note that begins with it has its onset.
/// Errors    none. NaN is read as silence.
/// Thread    one at a time. Memory: a few numbers for each pitch, and the notes.
#pragma once

#include <cstdint>
#include <vector>

#include "divisi/grid.h"
#include "divisi/score.h"

namespace divisi::decode {

struct RollRules {
  double threshold = 0.4;
  int bridged_frames = 2;
  int shortest_frames = 3;  ///< of pitched notes
  bool drums = false;
  double drum_s = 0.05;
  int velocity = 80;  ///< a roll says nothing about it
};

class RollNotes {
 public:
  RollNotes(const RollRules& rules, const FrameGrid& frames, const PitchGrid& pitches);

  /// The probabilities of the next frame, one for each pitch.
  void push(const float* probabilities);

  /// All notes in order of onset, then pitch. Afterwards nothing may be called.
  std::vector<Note> finish();

 private:
  struct Run {
    std::int64_t first = -1;  ///< -1: none is open
    std::int64_t last = -1;   ///< frame in which it sounded last
    double sum = 0.0;
    int sounding = 0;
  };
  void close(std::size_t pitch);

  RollRules rules_;
  FrameGrid frames_;
  PitchGrid pitches_;
  std::vector<Run> runs_;
  std::vector<Note> notes_;
  std::int64_t frame_ = 0;
};

/// The whole roll [T, P] at once.
std::vector<Note> notes_of_roll(const Map2d& roll, const RollRules& rules, const FrameGrid& frames,
                                const PitchGrid& pitches);

}  // namespace divisi::decode
