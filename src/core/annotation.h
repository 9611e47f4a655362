/// What is known to be in a recording: the truth that estimates are measured against.
///
/// Unlike divisi::Note, an annotated pitch may lie between the keys (singing), and a velocity may
/// be unknown.
#pragma once

#include <string>
#include <vector>

#include "divisi/score.h"

namespace divisi::core {

constexpr double kUnknownVelocity = -1.0;

/// One note of a reference, or of an estimate that is compared with one.
struct AnnotatedNote {
  double onset_s = 0.0;
  double offset_s = 0.0;               ///< > onset_s
  double pitch_midi = 0.0;             ///< may be fractional; 69 is 440 Hz
  double velocity = kUnknownVelocity;  ///< 0 to 127, or kUnknownVelocity
  std::string source;                  ///< who plays it; "drums" or "drums:<kind>" for percussion
};

/// The fundamental frequency of one source over time; 0 Hz where it is silent.
struct PitchTrack {
  std::string source;
  std::vector<double> time_s;
  std::vector<double> f0_hz;
};

/// Everything annotated in one clip. Notes in order of onset, offset, pitch, source.
struct Annotation {
  std::vector<AnnotatedNote> notes;
  std::vector<PitchTrack> f0_tracks;
};

/// Orders by onset, then offset, pitch and source.
void sort_notes(std::vector<AnnotatedNote>& notes);

/// All parts of a score as one sorted list; a source is a part's name, "drums" for drum parts. Of
/// parts with the same name the later ones are numbered: "Violin", "Violin (2)".
std::vector<AnnotatedNote> notes_of_score(const Score& score);

/// Whether a source's label says that it is percussion: "drum" or "perc" in it, any case, but for
/// percussive organs, chromatic percussion and steel drums, which have pitches.
bool is_percussion(const std::string& source);

/// The others, in their order.
std::vector<AnnotatedNote> without_percussion(const std::vector<AnnotatedNote>& notes);

}  // namespace divisi::core
