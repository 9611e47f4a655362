#include "synth/note_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "synth/excerpt.h"

namespace divisi::synth {
namespace {

constexpr double kShortestNote_s = 0.05;
constexpr double kBreak_s = 0.06;   // a gap from which on a new phrase may begin
constexpr double kSameVowel = 0.5;  // of legato notes: several on one syllable

std::vector<Note> one_at_a_time(std::vector<Note> notes, double duration_s) {
  tidy_notes(notes, duration_s);
  std::vector<Note> line;
  for (const Note& note : notes) {
    if (!line.empty() && note.onset_s - line.back().onset_s < kShortestNote_s) continue;
    if (!line.empty()) line.back().offset_s = std::min(line.back().offset_s, note.onset_s);
    line.push_back(note);
  }
  std::erase_if(line, [](const Note& n) { return n.offset_s - n.onset_s < kShortestNote_s; });
  return line;
}

class NotePlanner {
 public:
  NotePlanner(const Expression& expression, core::Rng& rng, std::vector<NoiseBurst>& bursts)
      : e_(expression), rng_(rng), bursts_(bursts) {}

  std::vector<NotePlan> plan(const std::vector<Note>& notes) {
    for (const Note& note : notes) add_note(note);
    for (NotePlan& plan : plans_) close(plan);
    return std::move(plans_);
  }

 private:
  void add_note(const Note& note) {
    NotePlan plan;
    plan.note = note;
    plan.ends_phrase = true;
    NotePlan* before = plans_.empty() ? nullptr : &plans_.back();
    const double gap_s = before ? note.onset_s - before->note.offset_s : 1.0;
    draw_character(plan);
    plan.onset = choose_onset(plan, before, gap_s);
    if (before && plan.onset == Onset::legato) tie(*before, plan);
    if (before && plan.onset != Onset::legato) separate(*before, plan);
    draw_vowels(plan, before);
    if (plan.onset == Onset::fresh && gap_s > 0.3 && rng_.chance(e_.breath_probability)) {
      const double length_s = std::min(0.8 * gap_s, rng_.uniform(0.15, 0.5));
      bursts_.push_back({note.onset_s - length_s - 0.03, length_s, rng_.uniform(0.005, 0.05),
                         rng_.uniform(800.0, 4000.0), 0.7});
    }
    plans_.push_back(plan);
  }

  void draw_character(NotePlan& plan) {
    const double length_s = plan.length_s();
    plan.target_midi = plan.note.pitch_midi +
                       std::clamp(rng_.normal(0.0, e_.intonation_cents), -40.0, 40.0) / 100.0 +
                       e_.tuning_cents / 100.0;
    plan.attack_s = std::min(e_.attack_s * rng_.uniform(0.6, 1.5), 0.4 * length_s);
    plan.level = std::pow(10.0, (plan.note.velocity - 100) / 50.0);
    plan.effort = std::clamp((plan.note.velocity - 30) / 85.0 + rng_.normal(0.0, 0.08), 0.0, 1.0);
    plan.swell_db = rng_.uniform(-0.5, 1.0) * e_.swell_db * std::min(1.0, length_s);
    if (length_s > plan.vibrato_delay_s + 0.15 && rng_.chance(e_.vibrato_probability)) {
      plan.vibrato_cents = e_.vibrato_cents * rng_.uniform(0.5, 1.2);
    }
    plan.vibrato_hz = e_.vibrato_hz * rng_.uniform(0.93, 1.07);
    plan.vibrato_delay_s = e_.vibrato_delay_s * rng_.uniform(0.6, 1.4);
    if (rng_.chance(e_.fade_probability)) plan.fade_s = length_s * rng_.uniform(0.3, 0.8);
  }

  /// A note that is sung has a vowel of its own, that of the note before, or two.
  void draw_vowels(NotePlan& plan, const NotePlan* before) {
    const bool same = before && plan.onset == Onset::legato && rng_.chance(kSameVowel);
    plan.colour = plan.colour_at_end = same ? before->colour_at_end : rng_.uniform();
    if (plan.length_s() < 0.2 || !rng_.chance(e_.diphthong_probability)) return;
    plan.colour_at_end = rng_.uniform();
    plan.turn_s = plan.length_s() * rng_.uniform(0.3, 0.9);
    plan.turning_s = rng_.uniform(0.08, 0.3);
  }

  Onset choose_onset(const NotePlan& plan, const NotePlan* before, double gap_s) {
    const bool tied = before && gap_s < kBreak_s;
    const bool same_pitch = before && before->note.pitch_midi == plan.note.pitch_midi;
    if (tied && !same_pitch && rng_.chance(e_.legato_probability)) return Onset::legato;
    if (rng_.chance(e_.consonant_probability)) return Onset::consonant;
    if (rng_.chance(e_.murmur_probability)) return Onset::murmur;
    return tied ? Onset::tongued : Onset::fresh;
  }

  /// Legato: the glide is laid so that it comes within reach of its target at the onset.
  void tie(NotePlan& before, NotePlan& plan) {
    before.note.offset_s = plan.note.onset_s;
    before.ends_phrase = false;
    before.fade_s = 0.0;
    const double room_s = std::min(plan.note.onset_s - before.note.onset_s, plan.length_s());
    plan.glide_s = std::min(rng_.uniform(e_.glide_shortest_s, e_.glide_longest_s), 0.6 * room_s);
    const double leap = std::abs(plan.target_midi - before.target_midi);
    const double done = leap > kWithinTarget ? 1.0 - kWithinTarget / leap : 0.0;
    plan.lead_s = plan.glide_s * inverse_smooth_step(done);
    plan.dip = rng_.uniform(0.0, 0.3);
  }

  /// Anything but legato: a gap, a consonant or a murmur stands between the notes.
  void separate(NotePlan& before, NotePlan& plan) {
    const double free_s = plan.note.onset_s - before.note.onset_s;
    double gap_s = rng_.uniform(0.012, 0.05);
    if (plan.onset == Onset::consonant) gap_s = rng_.uniform(0.02, 0.12);
    if (plan.onset == Onset::murmur) gap_s = plan.lead_s = rng_.uniform(0.03, 0.09);
    gap_s = std::min(gap_s, 0.4 * free_s);
    plan.lead_s = std::min(plan.lead_s, gap_s);
    before.note.offset_s = std::min(before.note.offset_s, plan.note.onset_s - gap_s);
    if (plan.onset == Onset::consonant) {
      bursts_.push_back({plan.note.onset_s - gap_s, gap_s, plan.level * rng_.uniform(0.03, 0.35),
                         rng_.uniform(1500.0, 8000.0), rng_.uniform(0.4, 1.5)});
    }
    if (rng_.chance(e_.scoop_probability)) {
      plan.scoop_semitones = rng_.uniform(0.3, 1.0) * e_.scoop_semitones;
      plan.scoop_s = std::min(rng_.uniform(0.02, e_.scoop_longest_s), 0.35 * plan.length_s());
    }
    if (e_.chiff_level > 0.0) {
      bursts_.push_back({plan.note.onset_s - 0.004, rng_.uniform(0.015, 0.05),
                         plan.level * e_.chiff_level * rng_.uniform(0.3, 1.0),
                         rng_.uniform(1000.0, 6000.0), 0.6});
    }
  }

  /// How it ends, once it is known whether another is tied to it: hummed, hissed, falling.
  void close(NotePlan& plan) {
    if (rng_.chance(e_.hum_probability)) {
      plan.hum_s = std::min(rng_.uniform(0.04, 0.18), 0.35 * plan.length_s());
    }
    if (!plan.ends_phrase || plan.fade_s > 0.0) return;
    if (rng_.chance(e_.hiss_probability)) {
      bursts_.push_back({plan.note.offset_s, rng_.uniform(0.02, 0.12),
                         plan.level * rng_.uniform(0.02, 0.25), rng_.uniform(2000.0, 8000.0),
                         rng_.uniform(0.4, 1.5)});
    }
    if (plan.length_s() > 0.2 && rng_.chance(e_.fall_probability)) {
      plan.fall_s = std::min(rng_.uniform(0.06, 0.25), 0.5 * plan.length_s());
      plan.fall_semitones = rng_.uniform(0.2, 1.0) * e_.fall_semitones;
    }
  }

  const Expression& e_;
  core::Rng& rng_;
  std::vector<NoiseBurst>& bursts_;
  std::vector<NotePlan> plans_;
};

}  // namespace

double smooth_step(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * (3.0 - 2.0 * x);
}

double inverse_smooth_step(double y) {
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < 30; ++i) {
    const double middle = 0.5 * (low + high);
    (smooth_step(middle) < y ? low : high) = middle;
  }
  return low;
}

std::vector<NotePlan> plan_notes(const std::vector<Note>& notes, const Expression& expression,
                                 double duration_s, core::Rng& rng,
                                 std::vector<NoiseBurst>& bursts) {
  return NotePlanner(expression, rng, bursts).plan(one_at_a_time(notes, duration_s));
}

}  // namespace divisi::synth
