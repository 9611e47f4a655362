// Turns notes and a performer's habits into contours: what happens at each note (note_plan.h), then
// pitch, then level, each written straight into the control values, then what belongs to no note
// (line_wander.h).
#include <algorithm>
#include <cmath>
#include <numbers>

#include "synth/excerpt.h"
#include "synth/expression.h"
#include "synth/line_wander.h"
#include "synth/note_plan.h"

namespace divisi::synth {
namespace {

constexpr double kFadedLevel = 0.1;  // -20 dB: where a fading note is said to end
constexpr double kHumLevel = 0.3;

class LinePlanner {
 public:
  LinePlanner(const Expression& expression, double duration_s, core::Rng& rng)
      : e_(expression), duration_s_(duration_s), rng_(rng) {
    line_.contour = ToneContour(static_cast<std::size_t>(duration_s / kControl_s) + 2);
    vibrato_.assign(line_.contour.size(), 0.0F);
  }

  ExpressiveLine plan(const std::vector<Note>& notes) {
    plans_ = plan_notes(notes, e_, duration_s_, rng_, line_.bursts);
    for (std::size_t i = 0; i < plans_.size(); ++i) draw_pitch(i);
    for (std::size_t i = 0; i < plans_.size(); ++i) draw_level(i);
    for (const NotePlan& plan : plans_) add_label(plan);
    add_wander(e_, vibrato_, rng_, line_.contour);
    add_noise();
    return std::move(line_);
  }

 private:
  std::size_t frame(double time_s) const {
    const double at = std::max(0.0, time_s) / kControl_s;
    return std::min(static_cast<std::size_t>(at + 0.5), line_.contour.size() - 1);
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
      if (plan.fall_s > 0.0) {
        const double falling_s = since_s - plan.length_s() + plan.fall_s;
        pitch -= plan.fall_semitones * smooth_step(falling_s / plan.fall_s);
      }
      vibrato_[t] = 0.0F;
      if (since_s > plan.vibrato_delay_s && plan.vibrato_cents > 0.0) {
        const double swell = std::min(1.0, (since_s - plan.vibrato_delay_s) / 0.3);
        vibrato_phase += 2.0 * std::numbers::pi * plan.vibrato_hz * kControl_s;
        vibrato_[t] = static_cast<float>(swell * std::sin(vibrato_phase));
        pitch += 0.01 * plan.vibrato_cents * vibrato_[t];
      }
      line_.contour.pitch_midi[t] = static_cast<float>(pitch);
      if (since_s > plan.length_s() + 0.5) break;
    }
  }

  // --- level, effort, colour ---------------------------------------------------------------

  double level_at(const NotePlan& plan, double time_s) const {
    const double since_s = time_s - plan.note.onset_s;
    const double length_s = plan.length_s();
    double shape = 1.0;
    if (plan.onset == Onset::legato) {
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
    if (plan.hum_s > 0.0) {
      const double closed = (since_s - length_s + plan.hum_s) / (0.4 * plan.hum_s);
      shape *= 1.0 - (1.0 - kHumLevel) * smooth_step(closed);
    }
    if (since_s > length_s && plan.ends_phrase) {
      shape *= std::exp(-3.0 * (since_s - length_s) / e_.release_s);
    }
    return plan.level * shape;
  }

  /// With the mouth closed, before the note or at its end, there is no effort.
  static double effort_at(const NotePlan& plan, double time_s) {
    const bool murmuring = plan.onset == Onset::murmur && time_s < plan.note.onset_s;
    const bool humming = plan.hum_s > 0.0 && time_s > plan.note.offset_s - plan.hum_s;
    return murmuring || humming ? 0.0 : plan.effort;
  }

  static double colour_at(const NotePlan& plan, double time_s) {
    const double turned = 0.5 + (time_s - plan.note.onset_s - plan.turn_s) / plan.turning_s;
    return plan.colour + (plan.colour_at_end - plan.colour) * smooth_step(turned);
  }

  void draw_level(std::size_t i) {
    const NotePlan& plan = plans_[i];
    ToneContour& contour = line_.contour;
    const double start_s = plan.onset == Onset::legato
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
      contour.level[t] = static_cast<float>(level_at(plan, time_s));
      contour.effort[t] = static_cast<float>(effort_at(plan, time_s));
      contour.colour[t] = static_cast<float>(colour_at(plan, time_s));
    }
    // End in silence, not in a step.
    if (plan.ends_phrase && last + 1 < contour.size()) contour.level[last + 1] = 0.0F;
  }

  // --- everything else ---------------------------------------------------------------------

  void add_label(const NotePlan& plan) {
    Note label = plan.note;
    if (plan.fade_s > 0.0) {  // exp(-3 x) is -20 dB at x = 0.77
      label.offset_s -= plan.fade_s * (1.0 + std::log(kFadedLevel) / 3.0);
    }
    if (plan.fall_semitones > kWithinTarget) {
      label.offset_s -=
          plan.fall_s * (1.0 - inverse_smooth_step(kWithinTarget / plan.fall_semitones));
    }
    line_.labels.push_back(label);
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
  std::vector<float> vibrato_;  // [T], -1 to 1
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
