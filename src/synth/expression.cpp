#include "synth/expression.h"

namespace divisi::synth {
namespace {

void make_voice(Expression& e, core::Rng& rng) {
  const bool is_trained = rng.chance(0.5);
  e.legato_probability = rng.uniform(0.1, 0.7);
  e.scoop_probability = is_trained ? rng.uniform(0.0, 0.6) : rng.uniform(0.3, 1.0);
  e.scoop_semitones = rng.uniform(0.5, 2.5);
  if (!is_trained) {
    e.glide_longest_s = rng.uniform(0.08, 0.25);
    e.scoop_longest_s = rng.uniform(0.08, 0.3);
  }
  e.intonation_cents = is_trained ? rng.uniform(2.0, 9.0) : rng.uniform(10.0, 35.0);
  e.drift_cents = is_trained ? rng.uniform(3.0, 14.0) : rng.uniform(6.0, 25.0);
  e.jitter_cents = rng.uniform(1.0, 6.0);
  e.vibrato_probability = is_trained ? rng.uniform(0.3, 0.95) : rng.uniform(0.0, 0.4);
  e.vibrato_cents = rng.uniform(15.0, 120.0);
  e.attack_s = rng.uniform(0.015, 0.07);
  e.consonant_probability = rng.uniform(0.2, 0.7);
  e.murmur_probability = rng.uniform(0.1, 0.4);
  e.breath_probability = rng.uniform(0.0, 0.6);
  e.noise_level = rng.uniform(0.001, 0.03);
  e.diphthong_probability = rng.uniform(0.0, 0.7);
  e.hum_probability = rng.uniform(0.0, 0.4);
  e.hiss_probability = rng.uniform(0.0, 0.4);
  e.fall_probability = rng.uniform(0.0, 0.25);
  e.fall_semitones = rng.uniform(0.5, 4.0);
  e.wobble_db = rng.uniform(0.3, 3.0);
  e.tremolo_db = rng.uniform(0.0, 1.5);
}

void make_bowed(Expression& e, core::Rng& rng) {
  e.legato_probability = rng.uniform(0.2, 0.8);
  e.glide_shortest_s = 0.015;
  e.glide_longest_s = rng.uniform(0.03, 0.15);
  e.scoop_probability = rng.uniform(0.0, 0.2);
  e.scoop_semitones = rng.uniform(0.3, 1.0);
  e.intonation_cents = rng.uniform(2.0, 10.0);
  e.vibrato_cents = rng.uniform(8.0, 45.0);
  e.vibrato_delay_s = rng.uniform(0.05, 0.3);
  e.attack_s = rng.uniform(0.02, 0.12);
  e.consonant_probability = 0.0;
  e.murmur_probability = 0.0;
  e.noise_level = rng.uniform(0.002, 0.03);
  e.chiff_level = rng.uniform(0.0, 0.12);
  e.wobble_db = rng.uniform(0.2, 2.5);
  e.tremolo_db = rng.uniform(0.0, 2.0);
}

void make_wind(Expression& e, core::Rng& rng) {
  e.legato_probability = rng.uniform(0.2, 0.8);
  e.glide_shortest_s = 0.008;
  e.glide_longest_s = rng.uniform(0.015, 0.06);
  e.scoop_probability = e.manner == Manner::reed ? rng.uniform(0.0, 0.4) : rng.uniform(0.0, 0.15);
  e.scoop_semitones = rng.uniform(0.3, 1.5);
  e.intonation_cents = rng.uniform(2.0, 12.0);
  e.vibrato_cents = rng.uniform(5.0, 40.0);
  e.attack_s = rng.uniform(0.008, 0.06);
  e.consonant_probability = 0.0;
  e.murmur_probability = 0.0;
  e.breath_probability = rng.uniform(0.0, 0.3);
  e.noise_level = e.manner == Manner::flute ? rng.uniform(0.005, 0.08) : rng.uniform(0.001, 0.03);
  e.chiff_level = rng.uniform(0.0, 0.15);
  e.fall_probability = e.manner == Manner::flute ? 0.0 : rng.uniform(0.0, 0.25);
  e.fall_semitones = rng.uniform(0.5, 3.0);
  e.wobble_db = rng.uniform(0.2, 2.0);
  e.tremolo_db = e.manner == Manner::flute ? rng.uniform(0.5, 4.0) : rng.uniform(0.0, 2.0);
  if (e.manner == Manner::reed && rng.chance(0.12)) {
    e.growl_depth = rng.uniform(0.2, 0.6);
    e.growl_hz = rng.uniform(20.0, 38.0);
  }
}

void make_oscillator(Expression& e, core::Rng& rng) {
  e.legato_probability = rng.uniform(0.0, 0.6);
  e.glide_shortest_s = 0.005;
  e.glide_longest_s = rng.uniform(0.01, 0.12);
  e.scoop_probability = 0.05;
  e.intonation_cents = rng.uniform(0.0, 8.0);
  e.drift_cents = rng.uniform(0.0, 8.0);
  e.jitter_cents = rng.uniform(0.0, 2.0);
  e.vibrato_probability = rng.uniform(0.0, 0.7);
  e.vibrato_cents = rng.uniform(0.0, 60.0);
  e.attack_s = rng.uniform(0.003, 0.08);
  e.consonant_probability = 0.0;
  e.murmur_probability = 0.0;
  e.noise_level = rng.chance(0.3) ? rng.uniform(0.0, 0.03) : 0.0;
}

}  // namespace

Expression draw_expression(Manner manner, core::Rng& rng) {
  Expression e;
  e.manner = manner;
  e.glide_longest_s = rng.uniform(0.06, 0.15);
  e.drift_cents = rng.uniform(1.0, 8.0);
  e.jitter_cents = rng.uniform(0.5, 3.0);
  e.vibrato_probability = rng.uniform(0.1, 0.9);
  e.vibrato_hz = rng.uniform(4.5, 7.0);
  e.vibrato_delay_s = rng.uniform(0.15, 0.4);
  e.release_s = rng.uniform(0.03, 0.15);
  e.fade_probability = rng.uniform(0.0, 0.5);
  e.swell_db = rng.uniform(0.0, 6.0);
  e.wobble_s = rng.uniform(0.05, 0.3);
  e.tuning_cents = rng.uniform(-20.0, 20.0);
  switch (manner) {
    case Manner::voice:
      make_voice(e, rng);
      break;
    case Manner::bowed:
      make_bowed(e, rng);
      break;
    case Manner::oscillator:
      make_oscillator(e, rng);
      break;
    default:
      make_wind(e, rng);
      break;
  }
  return e;
}

}  // namespace divisi::synth
