/// What a player of lines decides about each note, before anything is drawn: how it begins and
/// ends, where its pitch and its vowel go.
///
/// Source    ours; see expression.h
/// Units     seconds, semitones, cents; level as linear amplitude
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/expression.h"
#include "synth/tone.h"

namespace divisi::synth {

enum class Onset { fresh, legato, consonant, murmur, tongued };

struct NotePlan {
  Note note;
  Onset onset = Onset::fresh;
  double lead_s = 0.0;  ///< voicing before the label's onset: murmur or glide
  double target_midi = 60.0;
  double scoop_semitones = 0.0;
  double scoop_s = 0.05;
  double glide_s = 0.0;
  double fall_semitones = 0.0;  ///< from its target, in its last fall_s
  double fall_s = 0.0;
  double attack_s = 0.03;
  double dip = 0.0;  ///< how far a legato change lets the level sink
  double vibrato_cents = 0.0;
  double vibrato_hz = 5.5;
  double vibrato_delay_s = 0.2;
  double level = 0.5;
  double effort = 0.5;
  double colour = 0.0;
  double colour_at_end = 0.0;  ///< a diphthong's second vowel; otherwise `colour`
  double turn_s = 0.0;         ///< the middle of the way between them, after the onset
  double turning_s = 0.1;
  double swell_db = 0.0;
  double fade_s = 0.0;
  double hum_s = 0.0;        ///< its end, with the mouth closed
  bool ends_phrase = false;  ///< nothing is tied to its end

  double length_s() const { return note.offset_s - note.onset_s; }
};

/// A gliding note is said to begin, and a falling one to end, so far from its pitch, in semitones.
inline constexpr double kWithinTarget = 0.5;

/// From 0 at 0 to 1 at 1, without corners, and where it reaches y.
double smooth_step(double x);
double inverse_smooth_step(double y);

/// One note at a time, in order. What the player does between notes goes to `bursts`.
std::vector<NotePlan> plan_notes(const std::vector<Note>& notes, const Expression& expression,
                                 double duration_s, core::Rng& rng,
                                 std::vector<NoiseBurst>& bursts);

}  // namespace divisi::synth
