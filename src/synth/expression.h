/// How a singer or player shapes a line of notes: glides, vibrato, attacks, consonants.
///
/// Source    ours; ranges from Sundberg, "The Science of the Singing Voice" (1987), and Prame 1994
///           for vibrato (rate about 6 Hz, extent up to about 100 cents). Singers without training:
///           notes about 20 cents off, some twice as much (Mauch, Frieler and Dixon 2014), their
///           first tenth of a second far from their pitch (Dai, Mauch and Dixon 2015). What happens
///           within a note is there so that not every change of vowel, level or brightness, nor a
///           pitch that comes near the next semitone, is the beginning of another.
/// Units     seconds, cents, semitones.
#pragma once

#include <vector>

#include "core/rng.h"
#include "divisi/score.h"
#include "synth/tone.h"

namespace divisi::synth {

enum class Manner { voice, bowed, reed, flute, brass, oscillator };

/// One performer's habits.
struct Expression {
  Manner manner = Manner::voice;
  double legato_probability = 0.5;
  double glide_shortest_s = 0.04;
  double glide_longest_s = 0.15;
  double scoop_probability = 0.2;
  double scoop_semitones = 1.0;
  double scoop_longest_s = 0.06;   ///< until a third of it is left; 0.02 at least
  double intonation_cents = 12.0;  ///< deviation of each note's own error
  double drift_cents = 8.0;
  double jitter_cents = 3.0;
  double vibrato_probability = 0.6;  ///< for notes that are long enough
  double vibrato_hz = 5.6;
  double vibrato_cents = 50.0;
  double vibrato_delay_s = 0.25;
  double attack_s = 0.04;
  double release_s = 0.08;
  double fade_probability = 0.2;  ///< a phrase's last note dies away
  double swell_db = 3.0;
  double consonant_probability = 0.5;  ///< unvoiced noise before a note
  double murmur_probability = 0.2;     ///< soft dark lead-in: nasals, slow bow
  double breath_probability = 0.0;     ///< audible between phrases
  double noise_level = 0.01;
  double chiff_level = 0.0;            ///< attack noise of each tongued or bowed note
  double diphthong_probability = 0.0;  ///< one vowel goes over into another while a note is held
  double hum_probability = 0.0;        ///< of a note's end: m, n, l
  double hiss_probability = 0.0;       ///< after a phrase's last note: s, t, f
  double fall_probability = 0.0;       ///< of a phrase's last note to fall off
  double fall_semitones = 2.0;
  double wobble_db = 0.0;   ///< standard deviation of the level within notes
  double wobble_s = 0.15;   ///< how long it remembers
  double tremolo_db = 0.0;  ///< of the level, with the vibrato
  double growl_depth = 0.0;
  double growl_hz = 28.0;
  double tuning_cents = 0.0;
};

Expression draw_expression(Manner manner, core::Rng& rng);

/// A line ready to sound, and its exact labels.
struct ExpressiveLine {
  ToneContour contour;
  std::vector<NoiseBurst> bursts;
  std::vector<Note> labels;
};

/// Notes that overlap are cut to one at a time. A label begins with the vowel or tone; where a note
/// glides from the one before, when the pitch has come within half a semitone. It ends with the
/// voicing (or where a fade is 20 dB down, or a fall half a semitone). Labels lie within [0,
/// duration_s].
ExpressiveLine plan_line(const std::vector<Note>& notes, const Expression& expression,
                         double duration_s, core::Rng& rng);

}  // namespace divisi::synth
