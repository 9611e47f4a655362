#include "synth/melody.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace divisi::synth {
namespace {

constexpr double kShortest_s = 0.06;

const std::vector<std::vector<int>> kScales = {{0, 2, 4, 5, 7, 9, 11},
                                               {0, 2, 3, 5, 7, 8, 10},
                                               {0, 2, 3, 5, 7, 9, 10},
                                               {0, 2, 4, 7, 9},
                                               {0, 3, 5, 6, 7, 10},
                                               {0, 2, 3, 5, 7, 8, 11},
                                               {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};

/// A line through one scale, note after note.
class MelodyWalk {
 public:
  MelodyWalk(const MelodyOptions& options, core::Rng& rng) : options_(options), rng_(rng) {
    const std::vector<int>& scale = rng.pick(kScales);
    const int key = rng.integer(0, 11);
    for (int pitch = options.lowest; pitch <= options.highest; ++pitch) {
      const int degree = ((pitch - key) % 12 + 12) % 12;
      if (std::find(scale.begin(), scale.end(), degree) != scale.end()) steps_.push_back(pitch);
    }
    if (steps_.empty()) steps_.push_back(options.lowest);
    beat_s_ = 60.0 / rng.uniform(50.0, 160.0);
    leap_probability_ = rng.uniform(0.05, 0.3);
    repeat_probability_ = rng.uniform(0.03, 0.25);
    run_probability_ = rng.uniform(0.0, 0.12);
    ornament_probability_ = rng.chance(0.4) ? rng.uniform(0.0, 0.12) : 0.0;
    chromatic_probability_ = rng.uniform(0.0, 0.08);
    place_ = rng.integer(0, static_cast<int>(steps_.size()) - 1);
  }

  std::vector<Note> walk() {
    double time_s = rng_.uniform(0.1, 1.2);
    double phrase_end_s = time_s + rng_.uniform(2.0, 6.0);
    while (time_s < options_.duration_s - 0.3) {
      if (time_s > phrase_end_s) {
        time_s += rng_.uniform(0.25, 1.5);
        phrase_end_s = time_s + rng_.uniform(2.0, 7.0);
        continue;
      }
      if (rng_.chance(run_probability_)) {
        add_run(time_s);
      } else {
        move();
        add_note(time_s, beat_s_ * rng_.pick(rhythm_));
      }
      if (rng_.chance(0.04)) time_s += beat_s_ * 0.5;
    }
    return std::move(notes_);
  }

 private:
  void move() {
    if (rng_.chance(repeat_probability_)) return;
    int steps = rng_.chance(leap_probability_) ? rng_.integer(3, 7) : rng_.integer(1, 2);
    // The further from the middle, the likelier the way back.
    const double off_middle =
        2.0 * place_ / std::max<double>(1.0, static_cast<double>(steps_.size()) - 1.0) - 1.0;
    if (rng_.chance(0.5 + 0.35 * off_middle)) steps = -steps;
    place_ = std::clamp(place_ + steps, 0, static_cast<int>(steps_.size()) - 1);
  }

  int pitch() {
    int result = steps_[static_cast<std::size_t>(place_)];
    if (rng_.chance(chromatic_probability_)) result += rng_.chance(0.5) ? 1 : -1;
    return std::clamp(result, options_.lowest, options_.highest);
  }

  void add(double& time_s, double length_s, int pitch_midi) {
    const double sounding_s = std::max(kShortest_s, length_s * rng_.uniform(0.9, 1.0));
    notes_.push_back({time_s, time_s + sounding_s, pitch_midi, 80});
    time_s += std::max(length_s, sounding_s);
  }

  void add_note(double& time_s, double length_s) {
    length_s = std::clamp(length_s, 0.09, 3.5);
    const int main = pitch();
    if (rng_.chance(ornament_probability_) && length_s > 0.35) {
      const int neighbour =
          std::clamp(main + rng_.integer(1, 2), options_.lowest, options_.highest);
      const double grace_s = rng_.uniform(0.07, 0.12);
      const int shakes = rng_.chance(0.3) ? static_cast<int>(length_s / (2.5 * grace_s)) : 1;
      for (int i = 0; i < shakes && length_s > 2.5 * grace_s; ++i) {
        add(time_s, grace_s, i % 2 == 0 && shakes == 1 ? neighbour : main);
        if (shakes > 1) add(time_s, grace_s, neighbour);
        length_s -= (shakes > 1 ? 2.0 : 1.0) * grace_s;
      }
    }
    add(time_s, length_s, main);
  }

  void add_run(double& time_s) {
    const double length_s = std::max(0.075, beat_s_ / rng_.integer(3, 6));
    const int direction = rng_.chance(0.5) ? 1 : -1;
    for (int i = rng_.integer(4, 14); i > 0; --i) {
      place_ = std::clamp(place_ + direction, 0, static_cast<int>(steps_.size()) - 1);
      add(time_s, length_s, pitch());
    }
  }

  const MelodyOptions& options_;
  core::Rng& rng_;
  std::vector<int> steps_;
  int place_ = 0;
  double beat_s_ = 0.5;
  double leap_probability_ = 0.1;
  double repeat_probability_ = 0.1;
  double run_probability_ = 0.05;
  double ornament_probability_ = 0.0;
  double chromatic_probability_ = 0.0;
  std::vector<double> rhythm_ = {0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.75,
                                 1.0,  1.0,  1.0, 1.5, 2.0, 3.0};
  std::vector<Note> notes_;
};

}  // namespace

std::vector<Note> make_melody(const MelodyOptions& options, core::Rng& rng) {
  std::vector<Note> notes = MelodyWalk(options, rng).walk();
  std::erase_if(notes, [&](const Note& note) { return note.onset_s > options.duration_s - 0.1; });
  double walk = 0.0;
  const double base = rng.uniform(60.0, 95.0);
  for (Note& note : notes) {
    note.offset_s = std::min(note.offset_s, options.duration_s);
    walk = std::clamp(0.95 * walk + rng.normal(0.0, 4.0), -30.0, 30.0);
    note.velocity =
        std::clamp(static_cast<int>(std::lround(base + walk + rng.normal(0.0, 5.0))), 20, 127);
  }
  return notes;
}

}  // namespace divisi::synth
