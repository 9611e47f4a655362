// The kinds that play written music: one keyboard, or an ensemble.
#include <algorithm>
#include <optional>

#include "synth/consort.h"
#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

constexpr int kMostDraws = 1000;

/// Written music played by human hands, all parts by one clock.
void perform(std::vector<Part>& parts, bool plays_chords, double duration_s, core::Rng& rng) {
  drift_tempo(parts, rng.uniform(0.0, 0.05), rng);
  for (Part& part : parts) {
    const bool chords = plays_chords || largest_polyphony(part) > 1;
    humanise(part, draw_performance(chords, rng), duration_s, rng);
  }
}

/// All pitched parts, or the one with the most notes, as one part.
Part gather(const std::vector<Part>& parts, core::Rng& rng) {
  Part gathered;
  const bool densest_only = rng.chance(0.4);
  std::size_t most = 0;
  for (const Part& part : parts) {
    if (part.is_drums) continue;
    if (densest_only) {
      if (part.notes.size() > most) gathered.notes = part.notes;
      most = std::max(most, part.notes.size());
    } else {
      gathered.notes.insert(gathered.notes.end(), part.notes.begin(), part.notes.end());
    }
  }
  return gathered;
}

void give_keyboard_source(const PlanContext& context, PlannedPart& planned, core::Rng& rng) {
  const std::string source = draw_by_weight(context.recipe.keyboard_sources, rng);
  if (!give_instrument(planned, is_keyboard_like, context.recipe, rng)) {
    planned.part.program = 0;
    fit_range(planned.part, 21, 108);
  }
  if (source == "plucked") planned.source = Source::plucked;
  if (source == "oscillator") planned.source = Source::oscillator;
  if (source == "sampled") {
    if (const auto set = find_sample_set(context, planned.part, false, rng)) {
      planned.source = Source::sampled;
      planned.sample_set = *set;
    }
  }
}

bool dies_away(const PlannedPart& planned) {
  if (planned.source == Source::plucked) return true;
  if (planned.source == Source::sampled) return true;
  const Instrument* instrument = find_instrument(planned.part.program);
  return planned.source == Source::fluid && instrument != nullptr && !instrument->sustained;
}

/// A random choice of parts, of the number that the recipe asks for.
void thin_out(std::vector<Part>& parts, const Recipe& recipe, core::Rng& rng) {
  const int count = static_cast<int>(parts.size());
  const int most = std::min(count, recipe.most_parts);
  if (count == most && rng.chance(0.4)) return;
  rng.shuffle(parts);
  parts.resize(static_cast<std::size_t>(rng.integer(std::min(recipe.fewest_parts, most), most)));
}

/// A stretch of a score with as many pitched parts as the recipe asks for.
Expected<std::vector<Part>> draw_ensemble(const PlanContext& context, double duration_s,
                                          core::Rng& rng, Facts& facts) {
  for (int attempt = 0; attempt < kMostDraws; ++attempt) {
    Facts drawn;
    Expected<std::vector<Part>> parts = draw_excerpt(context, "", duration_s, rng, drawn);
    if (!parts) return parts;
    const auto pitched = std::count_if(parts->begin(), parts->end(),
                                       [](const Part& part) { return !part.is_drums; });
    if (pitched < context.recipe.fewest_parts) continue;
    facts.add(drawn);
    return parts;
  }
  return Error{ErrorCode::invalid_argument,
               "no score found with " + std::to_string(context.recipe.fewest_parts) +
                   " pitched parts at once, which fewest_parts asks for",
               ""};
}

Manner draw_manner(const Part& part, core::Rng& rng) {
  double middle = 0.0;
  for (const Note& note : part.notes) middle += note.pitch_midi;
  middle /= static_cast<double>(part.notes.size());
  for (int attempt = 0; attempt < 8; ++attempt) {
    const auto manner = static_cast<Manner>(rng.integer(0, 5));
    if (manner == Manner::flute && middle < 62.0) continue;
    if (manner == Manner::voice && (middle < 40.0 || middle > 80.0)) continue;
    if (manner == Manner::brass && middle > 78.0) continue;
    return manner;
  }
  return Manner::oscillator;
}

void give_ensemble_source(const PlanContext& context, PlannedPart& planned, core::Rng& rng) {
  const bool playable = give_instrument(planned, is_any, context.recipe, rng);
  if (planned.part.is_drums) return;
  const std::string source = draw_by_weight(context.recipe.ensemble_sources, rng);
  const bool one_at_a_time = largest_polyphony(planned.part) <= 1;
  if (source == "plucked") planned.source = Source::plucked;
  if (source == "oscillator" || !playable) planned.source = Source::oscillator;
  if (source == "expressive" && one_at_a_time) {
    planned.source = Source::expressive;
    planned.manner = draw_manner(planned.part, rng);
  }
  if (source == "sampled") {
    if (const auto set = find_sample_set(context, planned.part, one_at_a_time, rng)) {
      planned.source = Source::sampled;
      planned.sample_set = *set;
    }
  }
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_keyboard(const PlanContext& context, double duration_s,
                                                 core::Rng& rng, Facts& facts) {
  Expected<std::vector<Part>> excerpt = draw_excerpt(context, "", duration_s, rng, facts);
  if (!excerpt) return excerpt.error();
  std::vector<Part> parts = {gather(*excerpt, rng)};
  perform(parts, true, duration_s, rng);
  PlannedPart planned;
  planned.part = std::move(parts.front());
  give_keyboard_source(context, planned, rng);
  give_drive(planned, context.recipe, rng);
  tidy_notes(planned.part.notes, duration_s);
  if (dies_away(planned) && rng.chance(0.5)) {
    facts.add("pedal", "yes");
    planned.pedals = draw_pedals(planned.part, rng);
  }
  return std::vector<PlannedPart>{std::move(planned)};
}

Expected<std::vector<PlannedPart>> plan_ensemble(const PlanContext& context, double duration_s,
                                                 core::Rng& rng, Facts& facts) {
  Expected<std::vector<Part>> excerpt = draw_ensemble(context, duration_s, rng, facts);
  if (!excerpt) return excerpt.error();
  std::vector<Part> pitched;
  std::vector<Part> drums;
  for (Part& part : *excerpt) (part.is_drums ? drums : pitched).push_back(std::move(part));
  thin_out(pitched, context.recipe, rng);
  if (rng.chance(context.recipe.drum_probability)) {
    for (Part& part : drums) pitched.push_back(std::move(part));
  }
  perform(pitched, false, duration_s, rng);
  std::optional<Consort> consort;
  // Sets without any stay what they were: no number is drawn for them.
  if (context.recipe.consort_probability > 0.0 && rng.chance(context.recipe.consort_probability)) {
    consort = draw_consort(context.recipe, rng);
    facts.add("consort", name_of(consort->family));
    if (consort->is_alike()) facts.add("alike", "yes");
  }
  std::vector<PlannedPart> plan;
  for (Part& part : pitched) {
    PlannedPart& planned = plan.emplace_back();
    planned.part = std::move(part);
    planned.level_db = rng.uniform(-8.0, 8.0) + (planned.part.is_drums ? -4.0 : 0.0);
    const bool joins =
        consort && !planned.part.is_drums && join_consort(context, *consort, planned, rng);
    if (!joins) give_ensemble_source(context, planned, rng);
    give_drive(planned, context.recipe, rng);
    tidy_notes(planned.part.notes, duration_s);
  }
  return plan;
}

}  // namespace divisi::synth
