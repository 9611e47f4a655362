// The kind of single voices: singers and players of one note at a time.
#include <algorithm>

#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/melody.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

constexpr std::size_t kFewestLineNotes = 8;

/// A name of recipe.solo_sources as a source and a manner.
void give_solo_source(const PlanContext& context, const std::string& name, PlannedPart& planned,
                      core::Rng& rng) {
  planned.source = Source::expressive;
  planned.manner = Manner::oscillator;
  if (name == "voice") planned.manner = Manner::voice;
  if (name == "bowed") planned.manner = Manner::bowed;
  if (name == "reed") planned.manner = Manner::reed;
  if (name == "flute") planned.manner = Manner::flute;
  if (name == "brass") planned.manner = Manner::brass;
  if (name == "fluid") give_instrument(planned, is_any, context.recipe, rng);
  if (name == "sampled") {
    if (const auto set = find_sample_set(context, planned.part, true, rng)) {
      planned.source = Source::sampled;
      planned.sample_set = *set;
    }
  }
}

Manner manner_of(const std::string& name) {
  if (name == "bowed") return Manner::bowed;
  if (name == "reed") return Manner::reed;
  if (name == "flute") return Manner::flute;
  if (name == "brass") return Manner::brass;
  return name == "voice" ? Manner::voice : Manner::oscillator;
}

PlannedPart random_melody(const PlanContext& context, const std::string& source, double duration_s,
                          core::Rng& rng) {
  const PitchRange range = draw_range(manner_of(source), rng);
  PlannedPart planned;
  planned.part.notes = make_melody({duration_s, range.lowest, range.highest}, rng);
  give_solo_source(context, source, planned, rng);
  return planned;
}

/// One written line, moved to where the source is at home.
PlannedPart written_melody(const PlanContext& context, Part part, const std::string& source,
                           double duration_s, core::Rng& rng) {
  PlannedPart planned;
  planned.part = std::move(part);
  if (rng.chance(0.6)) {
    const PitchRange range = draw_range(manner_of(source), rng);
    fit_range(planned.part, range.lowest, range.highest);
  } else if (source == "voice") {
    fit_range(planned.part, 38, 84);
  }
  Performance performance = draw_performance(false, rng);
  performance.length_factor = rng.uniform(0.85, 1.05);
  humanise(planned.part, performance, duration_s, rng);
  give_solo_source(context, source, planned, rng);
  return planned;
}

/// Lines of a chorale or quartet, all sung or played alike: a choir, a consort.
Expected<std::vector<PlannedPart>> plan_consort(const PlanContext& context, int most,
                                                double duration_s, core::Rng& rng, Facts& facts) {
  const std::string collection =
      rng.chance(0.6) && context.library->has("bach_chorales") ? "bach_chorales" : "";
  Expected<std::vector<Part>> excerpt = draw_excerpt(context, collection, duration_s, rng, facts);
  if (!excerpt) return excerpt.error();
  std::erase_if(*excerpt, [](const Part& part) {
    return part.is_drums || part.notes.size() < kFewestLineNotes;
  });
  if (excerpt->empty()) return plan_consort(context, most, duration_s, rng, facts);
  rng.shuffle(*excerpt);
  drift_tempo(*excerpt, rng.uniform(0.0, 0.05), rng);
  const bool alike = rng.chance(0.6);
  std::string source = draw_by_weight(context.recipe.solo_sources, rng);
  std::vector<PlannedPart> plan;
  for (Part& part : *excerpt) {
    if (static_cast<int>(plan.size()) >= most) break;
    plan.push_back(written_melody(context, std::move(part), source, duration_s, rng));
    if (!alike) source = draw_by_weight(context.recipe.solo_sources, rng);
  }
  return plan;
}

/// The written accompaniment: everything of an excerpt but its melody, which is returned first.
Expected<std::vector<PlannedPart>> plan_accompanied(const PlanContext& context, double duration_s,
                                                    core::Rng& rng, Facts& facts) {
  const std::string collection =
      rng.chance(0.6) && context.library->has("openscore_lieder") ? "openscore_lieder" : "";
  Expected<std::vector<Part>> excerpt = draw_excerpt(context, collection, duration_s, rng, facts);
  if (!excerpt) return excerpt.error();
  std::vector<Part>& parts = *excerpt;
  drift_tempo(parts, rng.uniform(0.0, 0.05), rng);
  auto melody = std::find_if(parts.begin(), parts.end(), [](const Part& part) {
    return !part.is_drums && part.notes.size() >= kFewestLineNotes && largest_polyphony(part) <= 1;
  });
  const std::string source = draw_by_weight(context.recipe.solo_sources, rng);
  std::vector<PlannedPart> plan;
  if (melody != parts.end() && parts.size() > 1) {
    plan.push_back(written_melody(context, std::move(*melody), source, duration_s, rng));
    parts.erase(melody);
  } else {
    plan.push_back(random_melody(context, source, duration_s, rng));
  }
  const double accompaniment_db = rng.uniform(-16.0, -1.0);
  for (Part& part : parts) {
    if (part.is_drums && !rng.chance(context.recipe.drum_probability)) continue;
    PlannedPart& planned = plan.emplace_back();
    humanise(part, draw_performance(largest_polyphony(part) > 1, rng), duration_s, rng);
    planned.part = std::move(part);
    planned.level_db = accompaniment_db + rng.uniform(-3.0, 3.0);
    const InstrumentFilter is_wanted = rng.chance(0.6) ? is_keyboard_like : is_any;
    if (!give_instrument(planned, is_wanted, context.recipe, rng)) {
      fit_range(planned.part, 21, 108);
    }
    tidy_notes(planned.part.notes, duration_s);
  }
  return plan;
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_solo(const PlanContext& context, double duration_s,
                                             core::Rng& rng, Facts& facts) {
  if (context.library != nullptr && rng.chance(context.recipe.solo_accompanied)) {
    return plan_accompanied(context, duration_s, rng, facts);
  }
  const int voices = rng.chance(context.recipe.solo_together) ? rng.integer(2, 4) : 1;
  if (context.library != nullptr && rng.chance(voices > 1 ? 0.6 : 0.35)) {
    return plan_consort(context, voices, duration_s, rng, facts);
  }
  std::vector<PlannedPart> plan;
  for (int voice = 0; voice < std::min(voices, 3); ++voice) {
    const std::string source = draw_by_weight(context.recipe.solo_sources, rng);
    plan.push_back(random_melody(context, source, duration_s, rng));
    plan.back().level_db = voice > 0 ? rng.uniform(-8.0, 4.0) : 0.0;
  }
  return plan;
}

}  // namespace divisi::synth
