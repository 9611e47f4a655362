#include "synth/disguise.h"

#include <algorithm>

namespace divisi::synth {
namespace {

constexpr int kMostSemitones = 5;

bool can_play(const PlanContext& context, const PlannedPart& planned, int semitones) {
  const auto reaches = [&](const Note& note) {
    const int pitch = note.pitch_midi + semitones;
    return planned.source == Source::sampled
               ? context.samples.at(planned.sample_set).can_play(pitch)
               : pitch >= 0 && pitch <= 127;
  };
  return std::all_of(planned.part.notes.begin(), planned.part.notes.end(), reaches);
}

}  // namespace

void give_disguises(const PlanContext& context, std::vector<PlannedPart>& plan, core::Rng& rng) {
  for (PlannedPart& planned : plan) {
    if (planned.part.is_drums) continue;
    if (rng.chance(context.recipe.tape_probability)) {
      const int semitones = rng.integer(-kMostSemitones, kMostSemitones);
      if (can_play(context, planned, semitones)) planned.tape_semitones = semitones;
    }
    if (rng.chance(context.recipe.body_probability)) planned.body = draw_body(rng);
  }
}

}  // namespace divisi::synth
