// The kinds that cover all pitches evenly.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/note_scheduler.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

constexpr std::uint64_t kPopsForEachSource = 97;  // about what 25 s take from the bag
constexpr std::uint64_t kMostSources = 3;

/// Takes the bag's pitches from where the source before it (of all clips) has left them.
Part schedule(const PlanContext& context, std::uint64_t source_number, double duration_s,
              core::Rng& rng) {
  const std::uint64_t place = source_number * kPopsForEachSource;
  NoteScheduler scheduler(context.recipe.scheduler, context.seed, place);
  Part part;
  double velocity = 86.5;
  const auto frames = static_cast<int>(duration_s / kSchedulerFrame_s + 1e-6);
  for (const ScheduledNote& scheduled : scheduler.make_piece(frames, rng)) {
    velocity = std::clamp(velocity + rng.normal(0.0, 5.0), 46.0, 127.0);
    // Half a frame of jitter either way: frames are not where music happens.
    const double onset_s = (scheduled.start_frame + rng.uniform(-0.49, 0.49)) * kSchedulerFrame_s;
    const double offset_s =
        onset_s + (scheduled.frame_count + rng.uniform(-0.49, 0.49)) * kSchedulerFrame_s;
    part.notes.push_back({std::max(0.0, onset_s), std::min(offset_s, duration_s),
                          scheduled.pitch_midi, static_cast<int>(std::lround(velocity))});
  }
  tidy_notes(part.notes, duration_s);
  return part;
}

/// Which classes sound in the clip.
std::vector<std::size_t> choose_classes(const PlanContext& context, core::Rng& rng) {
  const std::size_t count = context.recipe.timbre_classes.size();
  const auto together = static_cast<std::size_t>(context.recipe.classes_together);
  if (together == 1) return {static_cast<std::size_t>(context.clip_number % count)};
  std::vector<std::size_t> classes(count);
  std::iota(classes.begin(), classes.end(), std::size_t{0});
  rng.shuffle(classes);
  classes.resize(together);
  return classes;
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_classes(const PlanContext& context, double duration_s,
                                                core::Rng& rng, Facts& facts) {
  const auto& known = context.recipe.timbre_classes;
  std::vector<PlannedPart> plan;
  for (const std::size_t chosen : choose_classes(context, rng)) {
    const std::vector<int>& programs = known[chosen];
    PlannedPart planned;
    const std::uint64_t number =
        context.clip_number * static_cast<std::uint64_t>(context.recipe.classes_together) +
        plan.size();
    planned.part = schedule(context, number, duration_s, rng);
    planned.part.program = programs[(context.clip_number / known.size()) % programs.size()];
    planned.soundfont = rng.pick(context.recipe.soundfonts);
    facts.add("timbre_class", static_cast<int>(chosen));
    plan.push_back(std::move(planned));
  }
  return plan;
}

Expected<std::vector<PlannedPart>> plan_scheduler(const PlanContext& context, double duration_s,
                                                  core::Rng& rng, Facts&) {
  std::vector<PlannedPart> plan;
  const int sources = rng.chance(0.6) ? 1 : rng.integer(2, 3);
  for (int source = 0; source < sources; ++source) {
    PlannedPart& planned = plan.emplace_back();
    planned.part =
        schedule(context, context.clip_number * kMostSources + static_cast<std::uint64_t>(source),
                 duration_s, rng);
    planned.level_db = sources > 1 ? rng.uniform(-6.0, 6.0) : 0.0;
    planned.soundfont = rng.pick(context.recipe.soundfonts);
    planned.part.program = rng.pick(instruments()).program;
    const double choice = rng.uniform();
    if (choice < 0.3) planned.source = Source::oscillator;
    if (choice < 0.15) planned.source = Source::plucked;
    if (planned.source == Source::fluid) {
      const Instrument& instrument = *find_instrument(planned.part.program);
      // Soundfonts play beyond comfort; an octave more still sounds, and coverage is the point.
      std::erase_if(planned.part.notes, [&](const Note& note) {
        return note.pitch_midi < instrument.lowest - 5 || note.pitch_midi > instrument.highest + 7;
      });
    }
    if (planned.part.notes.empty()) plan.pop_back();
  }
  return plan;
}

}  // namespace divisi::synth
