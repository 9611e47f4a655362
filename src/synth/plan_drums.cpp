// The kind that is about drums: drumming on one kit, alone or over a backing.
#include <algorithm>
#include <utility>

#include "synth/drum_pattern.h"
#include "synth/excerpt.h"
#include "synth/percussion_pattern.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

constexpr double kPercussionAlone = 0.3;
constexpr int kMostScores = 12;  ///< looked into until one has drums

/// The drums of a written piece, played by a human; nothing when no score has any.
std::vector<Note> written_drumming(const PlanContext& context, double duration_s, core::Rng& rng,
                                   Facts& facts, std::optional<Error>& problem) {
  for (int attempt = 0; attempt < kMostScores; ++attempt) {
    Facts unused;
    Expected<std::vector<Part>> excerpt = draw_excerpt(context, "", duration_s, rng, unused);
    if (!excerpt) {
      problem = excerpt.error();
      return {};
    }
    for (Part& part : *excerpt) {
      if (!part.is_drums || part.notes.size() < 8) continue;
      facts.add("drumming", "written");
      humanise(part, draw_performance(false, rng), duration_s, rng);
      tidy_notes(part.notes, duration_s);
      return part.notes;
    }
  }
  return {};
}

std::vector<Note> random_drumming(const Recipe& recipe, double duration_s, core::Rng& rng) {
  std::vector<Note> notes = draw_drumming(duration_s, rng);
  // Sets without any stay what they were: no number is drawn for them.
  if (recipe.percussion_probability == 0.0 || !rng.chance(recipe.percussion_probability))
    return notes;
  const std::vector<Note> kit = std::exchange(notes, draw_percussion(duration_s, rng));
  if (rng.chance(kPercussionAlone)) return notes;
  notes.insert(notes.end(), kit.begin(), kit.end());
  tidy_notes(notes, duration_s);
  return notes;
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_drums(const PlanContext& context, double duration_s,
                                              core::Rng& rng, Facts& facts) {
  PlannedPart planned;
  planned.part.is_drums = true;
  planned.level_db = rng.uniform(context.recipe.softest_drums_db, context.recipe.loudest_drums_db);
  const std::string source = draw_by_weight(context.recipe.drum_sources, rng);
  planned.source = source == "fluid" ? Source::fluid : Source::drum_kit;
  if (source == "fluid") planned.soundfont = rng.pick(context.recipe.soundfonts);
  if (source == "kit") planned.sample_set = rng.pick(context.recipe.drum_kits);
  if (context.library != nullptr && rng.chance(context.recipe.written_drumming)) {
    std::optional<Error> problem;
    planned.part.notes = written_drumming(context, duration_s, rng, facts, problem);
    if (problem) return *problem;
  }
  if (planned.part.notes.empty()) {
    facts.add("drumming", "random");
    planned.part.notes = random_drumming(context.recipe, duration_s, rng);
  }
  return std::vector<PlannedPart>{std::move(planned)};
}

}  // namespace divisi::synth
