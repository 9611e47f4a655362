#include "synth/percussion_pattern.h"

#include <algorithm>
#include <cmath>

#include "synth/drum_pattern.h"

namespace divisi::synth {
namespace {

constexpr double kNominal_s = 0.05;
constexpr int kSteps = 16;
/// Instruments that one player has before them.
const std::vector<std::vector<int>> kInstruments = {
    {54},         {70},     {82},     {69},     {39},     {37},     {56},
    {75},         {58},     {76, 77}, {67, 68}, {80, 81}, {73, 74}, {60, 61},
    {62, 63, 64}, {63, 64}, {65, 66}, {78, 79}, {71, 72}};

struct Step {
  double probability = 0.0;
  int key = 0;
  double velocity = 80.0;
};

/// A bar: busy and even as of a shaker, or sparse as of claves.
std::vector<Step> draw_bar(core::Rng& rng) {
  const std::vector<int>& keys = rng.pick(kInstruments);
  const double busy = rng.uniform(0.15, 1.0);
  const int every = rng.chance(0.4) ? 1 : rng.chance(0.6) ? 2 : 4;
  std::vector<Step> bar;
  for (int step = 0; step < kSteps; ++step) {
    const bool plays = step % every == 0 && rng.chance(busy);
    bar.push_back({plays ? 0.95 : 0.03, rng.pick(keys), rng.uniform(40.0, 115.0)});
  }
  return bar;
}

void play(const std::vector<Step>& bar, double step_s, double duration_s, core::Rng& rng,
          std::vector<Note>& notes) {
  const double jitter_s = rng.uniform(0.0, 0.012);
  double start_s = rng.uniform(-2.0, 1.0);
  for (; start_s < duration_s; start_s += kSteps * step_s) {
    for (int step = 0; step < kSteps; ++step) {
      const Step& drawn = bar[static_cast<std::size_t>(step)];
      if (!rng.chance(drawn.probability)) continue;
      const double onset_s = start_s + step * step_s + rng.normal(0.0, jitter_s);
      if (onset_s < 0.0 || onset_s > duration_s - kNominal_s) continue;
      const double velocity = std::clamp(drawn.velocity + rng.normal(0.0, 8.0), 8.0, 127.0);
      notes.push_back(
          {onset_s, onset_s + kNominal_s, drawn.key, static_cast<int>(std::lround(velocity))});
    }
  }
}

}  // namespace

std::vector<Note> draw_percussion(double duration_s, core::Rng& rng) {
  std::vector<Note> notes;
  const double step_s = 60.0 / rng.uniform(62.0, 160.0) / 4.0;
  for (int players = rng.integer(1, 3); players > 0; --players)
    play(draw_bar(rng), step_s, duration_s, rng, notes);
  sort_hits(notes);
  return notes;
}

}  // namespace divisi::synth
