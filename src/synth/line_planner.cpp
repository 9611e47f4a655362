// Turns notes and a performer's habits into contours. Three passes: what happens at each note
// (NotePlan), then pitch, then level, each written straight into the control values.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "synth/excerpt.h"
#include "synth/expression.h"

namespace divisi::synth {
namespace {

constexpr double kShortestNote_s = 0.05;
constexpr double kBreak_s = 0.06;      // a gap from which on a new phrase may begin
constexpr double kWithinTarget = 0.5;  // semitones: where a gliding note is said to begin
constexpr double kFadedLevel = 0.1;    // -20 dB: where a fading note is said to end

enum class Onset { fresh, legato, consonant, murmur, tongued };

/// All that is decided about one note before anything is drawn.
struct NotePlan {
  Note note;
  Onset onset = Onset::fresh;
  double lead_s = 0.0;  ///< voicing before the label's onset: murmur or glide
  double target_midi = 60.0;
  double scoop_semitones = 0.0;
  double scoop_s = 0.05;
  double glide_s = 0.0;
  double attack_s = 0.03;
  double dip = 0.0;  ///< how far a legato change lets the level sink
  double vibrato_cents = 0.0;
  double vibrato_hz = 5.5;
  double vibrato_delay_s = 0.2;
  double level = 0.5;
  double effort = 0.5;
  double colour = 0.0;
  double swell_db = 0.0;
  double fade_s = 0.0;
  bool ends_phrase = false;  ///< nothing is tied to its end
};

double smooth_step(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * (3.0 - 2.0 * x);
}

/// Where smooth_step reaches y.
double inverse_smooth_step(double y) {
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < 30; ++i) {
    const double middle = 0.5 * (low + high);
    (smooth_step(middle) < y ? low : high) = middle;
  }
  return low;
}

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

class LinePlanner {
 public:
  LinePlanner(const Expression& expression, double duration_s, core::Rng& rng)
      : e_(expression), duration_s_(duration_s), rng_(rng) {
    line_.contour = ToneContour(static_cast<std::size_t>(duration_s / kControl_s) + 2);
  }

  ExpressiveLine plan(const std::vector<Note>& notes) {
    for (const Note& note : one_at_a_time(notes, duration_s_)) add_note(note);
    for (std::size_t i = 0; i < plans_.size(); ++i) draw_pitch(i);
    for (std::size_t i = 0; i < plans_.size(); ++i) draw_level(i);
    add_wander();
    add_noise();
    return std::move(line_);
  }

 private:
  std::size_t frame(double time_s) const {
    const double at = std::max(0.0, time_s) / kControl_s;
    return std::min(static_cast<std::size_t>(at + 0.5), line_.contour.size() - 1);
  }

  // --- what happens at each note -----------------------------------------------------------

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
    if (plan.onset == Onset::fresh && gap_s > 0.3 && rng_.chance(e_.breath_probability)) {
      const double length_s = std::min(0.8 * gap_s, rng_.uniform(0.15, 0.5));
      line_.bursts.push_back({note.onset_s - length_s - 0.03, length_s, rng_.uniform(0.005, 0.05),
                              rng_.uniform(800.0, 4000.0), 0.7});
    }
    plans_.push_back(plan);
  }

  void draw_character(NotePlan& plan) {
    const double length_s = plan.note.offset_s - plan.note.onset_s;
    plan.target_midi = plan.note.pitch_midi +
                       std::clamp(rng_.normal(0.0, e_.intonation_cents), -40.0, 40.0) / 100.0 +
                       e_.tuning_cents / 100.0;
    plan.attack_s = std::min(e_.attack_s * rng_.uniform(0.6, 1.5), 0.4 * length_s);
    plan.level = std::pow(10.0, (plan.note.velocity - 100) / 50.0);
    plan.effort = std::clamp((plan.note.velocity - 30) / 85.0 + rng_.normal(0.0, 0.08), 0.0, 1.0);
    plan.colour = rng_.uniform();
    plan.swell_db = rng_.uniform(-0.5, 1.0) * e_.swell_db * std::min(1.0, length_s);
    if (length_s > plan.vibrato_delay_s + 0.15 && rng_.chance(e_.vibrato_probability)) {
      plan.vibrato_cents = e_.vibrato_cents * rng_.uniform(0.5, 1.2);
    }
    plan.vibrato_hz = e_.vibrato_hz * rng_.uniform(0.93, 1.07);
    plan.vibrato_delay_s = e_.vibrato_delay_s * rng_.uniform(0.6, 1.4);
    if (rng_.chance(e_.fade_probability)) plan.fade_s = length_s * rng_.uniform(0.3, 0.8);
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
    const double room_s =
        std::min(plan.note.onset_s - before.note.onset_s, plan.note.offset_s - plan.note.onset_s);
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
      line_.bursts.push_back({plan.note.onset_s - gap_s, gap_s,
                              plan.level * rng_.uniform(0.03, 0.35), rng_.uniform(1500.0, 8000.0),
                              rng_.uniform(0.4, 1.5)});
    }
    if (rng_.chance(e_.scoop_probability)) {
      plan.scoop_semitones = rng_.uniform(0.3, 1.0) * e_.scoop_semitones;
      plan.scoop_s = rng_.uniform(0.02, 0.06);
    }
    if (e_.chiff_level > 0.0) {
      line_.bursts.push_back({plan.note.onset_s - 0.004, rng_.uniform(0.015, 0.05),
                              plan.level * e_.chiff_level * rng_.uniform(0.3, 1.0),
                              rng_.uniform(1000.0, 6000.0), 0.6});
    }
  }

  // --- pitch -------------------------------------------------------------------------------

  void draw_pitch(std::size_t i) {
    const NotePlan& plan = plans_[i];
    double start_s = plan.note.onset_s - plan.lead_s;
    if (plan.onset != Onset::legato) start_s -= 0.2 * plan.attack_s;
    // The note before keeps its pitch as long as it is held.
    if (i > 0 && plan.onset != Onset::legato) {
      start_s = std::max(start_s, plans_[i - 1].note.offset_s);
    }
    const std::size_t first = i == 0 ? 0 : frame(start_s);
    const double from_midi = i > 0 ? plans_[i - 1].target_midi : plan.target_midi;
    const double overshoot = plan.glide_s > 0.0 ? rng_.uniform(-0.05, 0.35) : 0.0;
    double vibrato_phase = 0.0;
    for (std::size_t t = first; t < line_.contour.size(); ++t) {
      const double since_s = static_cast<double>(t) * kControl_s - plan.note.onset_s;
      double pitch = plan.target_midi;
      if (plan.onset == Onset::legato && plan.glide_s > 0.0) {
        const double x = (since_s + plan.lead_s) / plan.glide_s;
        pitch = from_midi + (plan.target_midi - from_midi) * smooth_step(x);
        if (x > 0.7)
          pitch += std::copysign(overshoot, plan.target_midi - from_midi) *
                   std::exp(-(x - 0.7) * 2.0) * std::min(1.0, (x - 0.7) * 4.0);
      }
      pitch -= plan.scoop_semitones * std::exp(-std::max(0.0, since_s) / plan.scoop_s);
      if (since_s > plan.vibrato_delay_s && plan.vibrato_cents > 0.0) {
        const double swell = std::min(1.0, (since_s - plan.vibrato_delay_s) / 0.3);
        vibrato_phase += 2.0 * std::numbers::pi * plan.vibrato_hz * kControl_s;
        pitch += 0.01 * plan.vibrato_cents * swell * std::sin(vibrato_phase);
      }
      line_.contour.pitch_midi[t] = static_cast<float>(pitch);
      if (since_s > plan.note.offset_s - plan.note.onset_s + 0.5) break;
    }
  }

  // --- level, effort, colour ---------------------------------------------------------------

  double level_at(const NotePlan& plan, bool tied_start, double time_s) const {
    const double since_s = time_s - plan.note.onset_s;
    const double length_s = plan.note.offset_s - plan.note.onset_s;
    double shape = 1.0;
    if (tied_start) {
      const double distance = since_s / 0.03;
      shape = 1.0 - plan.dip * std::exp(-distance * distance);
    } else {
      // The label's onset is a little way up the rise.
      const double rise = (since_s + 0.15 * plan.attack_s) / plan.attack_s;
      shape = smooth_step(rise);
      if (plan.onset == Onset::murmur && since_s > -plan.lead_s) shape = std::max(shape, 0.18);
    }
    const double place = std::clamp(since_s / length_s, 0.0, 1.0);
    shape *= std::pow(10.0, plan.swell_db * std::sin(std::numbers::pi * place) / 20.0);
    if (plan.fade_s > 0.0) {
      shape *= std::exp(-3.0 * std::max(0.0, since_s - length_s + plan.fade_s) / plan.fade_s);
    }
    if (since_s > length_s && plan.ends_phrase) {
      shape *= std::exp(-3.0 * (since_s - length_s) / e_.release_s);
    }
    return plan.level * shape;
  }

  void draw_level(std::size_t i) {
    NotePlan& plan = plans_[i];
    ToneContour& contour = line_.contour;
    const bool tied_start = plan.onset == Onset::legato;
    const double start_s = tied_start
                               ? plan.note.onset_s
                               : plan.note.onset_s - std::max(plan.lead_s, 0.15 * plan.attack_s);
    double end_s = plan.ends_phrase ? plan.note.offset_s + 1.3 * e_.release_s : plan.note.offset_s;
    if (i + 1 < plans_.size()) {
      const NotePlan& next = plans_[i + 1];
      end_s =
          std::min(end_s, next.note.onset_s - (next.onset == Onset::murmur ? next.lead_s : 0.0));
    }
    const std::size_t last = frame(end_s);
    for (std::size_t t = frame(start_s); t <= last; ++t) {
      const double time_s = static_cast<double>(t) * kControl_s;
      contour.level[t] = static_cast<float>(level_at(plan, tied_start, time_s));
      const bool murmuring = plan.onset == Onset::murmur && time_s < plan.note.onset_s;
      contour.effort[t] = murmuring ? 0.0F : static_cast<float>(plan.effort);
      contour.colour[t] = static_cast<float>(plan.colour);
    }
    // End in silence, not in a step.
    if (plan.ends_phrase && last + 1 < contour.size()) contour.level[last + 1] = 0.0F;
    Note label = plan.note;
    if (plan.fade_s > 0.0) {  // exp(-3 x) is -20 dB at x = 0.77
      label.offset_s -= plan.fade_s * (1.0 + std::log(kFadedLevel) / 3.0);
    }
    line_.labels.push_back(label);
  }

  // --- everything that does not belong to one note -----------------------------------------

  /// Slow drift and fast jitter of the pitch, growl, and vowels that glide instead of jump.
  void add_wander() {
    ToneContour& contour = line_.contour;
    double drift = 0.0;
    double jitter = 0.0;
    double growl_phase = 0.0;
    float colour = contour.colour.empty() ? 0.0F : contour.colour[0];
    float effort = contour.effort.empty() ? 0.5F : contour.effort[0];
    const double drift_step = e_.drift_cents * std::sqrt(2.0 * kControl_s / 0.6);
    for (std::size_t t = 0; t < contour.size(); ++t) {
      drift += -drift * kControl_s / 0.6 + rng_.normal(0.0, drift_step);
      jitter = 0.8 * jitter + rng_.normal(0.0, 0.6 * e_.jitter_cents);
      contour.pitch_midi[t] += static_cast<float>(0.01 * (std::clamp(drift, -30.0, 30.0) + jitter));
      growl_phase += 2.0 * std::numbers::pi * e_.growl_hz * kControl_s;
      contour.level[t] *=
          static_cast<float>(1.0 - e_.growl_depth * (0.5 + 0.5 * std::sin(growl_phase)));
      contour.colour[t] = colour += 0.06F * (contour.colour[t] - colour);
      contour.effort[t] = effort += 0.2F * (contour.effort[t] - effort);
    }
  }

  void add_noise() {
    if (e_.noise_level <= 0.0) return;
    ToneContour& contour = line_.contour;
    for (std::size_t t = 0; t < contour.size(); ++t) {
      contour.noise[t] = static_cast<float>(e_.noise_level * std::sqrt(contour.level[t]));
    }
  }

  const Expression& e_;
  double duration_s_;
  core::Rng& rng_;
  std::vector<NotePlan> plans_;
  ExpressiveLine line_;
};

}  // namespace

ExpressiveLine plan_line(const std::vector<Note>& notes, const Expression& expression,
                         double duration_s, core::Rng& rng) {
  ExpressiveLine line = LinePlanner(expression, duration_s, rng).plan(notes);
  tidy_notes(line.labels, duration_s);
  return line;
}

}  // namespace divisi::synth
