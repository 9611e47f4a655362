#include "synth/consort.h"

#include <algorithm>
#include <array>
#include <vector>

#include "synth/excerpt.h"

namespace divisi::synth {
namespace {

constexpr double kOneSoundfont = 0.75;
constexpr double kOneKind = 0.4;
constexpr double kAlikeLevels = 0.4;  ///< levels of players who are alike, of those in dB of others

struct Kindred {
  Family family = Family::strings;
  const char* name = "";
  double weight = 0.0;           ///< how often it is drawn
  std::optional<Manner> manner;  ///< of its recorded notes, and of our own voices and winds
};
constexpr std::array<Kindred, 9> kFamilies = {{
    {Family::strings, "strings", 3.0, Manner::bowed},
    {Family::choir, "choir", 2.0, Manner::voice},
    {Family::reed, "reed", 2.0, Manner::reed},
    {Family::brass, "brass", 2.0, Manner::brass},
    {Family::pipe, "pipe", 1.0, Manner::flute},
    {Family::guitar, "guitar", 1.0, std::nullopt},
    {Family::keyboard, "keyboard", 0.5, std::nullopt},
    {Family::synth, "synth", 0.5, std::nullopt},
    {Family::mallet, "mallet", 0.3, std::nullopt},
}};

const Kindred& kindred_of(Family family) {
  for (const Kindred& kindred : kFamilies) {
    if (kindred.family == family) return kindred;
  }
  return kFamilies.front();
}

/// A set of that manner with room for the part, if there is one.
void give_recorded(const PlanContext& context, Manner manner, Consort& consort,
                   PlannedPart& planned, core::Rng& rng) {
  std::vector<std::string> fitting;
  for (const auto& named : context.samples) {
    const auto& set = named.second;
    if (!set.sustained || set.manner != manner) continue;
    const bool can_play =
        std::all_of(planned.part.notes.begin(), planned.part.notes.end(),
                    [&](const Note& note) { return set.can_play(note.pitch_midi); });
    if (can_play) fitting.push_back(named.first);
  }
  if (fitting.empty()) return;
  const bool is_theirs =
      std::find(fitting.begin(), fitting.end(), consort.sample_set) != fitting.end();
  planned.source = Source::sampled;
  planned.sample_set = is_theirs ? consort.sample_set : rng.pick(fitting);
  if (consort.is_alike()) consort.sample_set = planned.sample_set;
}

bool give_program(Consort& consort, const Recipe& recipe, PlannedPart& planned, core::Rng& rng) {
  const auto is_wanted = [&](const Instrument& instrument) {
    return instrument.family == consort.family &&
           (!consort.program || *consort.program == instrument.program);
  };
  if (!give_instrument(planned, is_wanted, recipe, rng)) {
    if (!consort.program) return false;
    consort.program.reset();  // the cello of those who were violins
    return give_program(consort, recipe, planned, rng);
  }
  if (!consort.soundfont.empty()) planned.soundfont = consort.soundfont;
  if (consort.is_of_one_kind) consort.program = planned.part.program;
  return true;
}

}  // namespace

Consort draw_consort(const Recipe& recipe, core::Rng& rng) {
  Consort consort;
  // Sets without any stay what they were: no number is drawn for them.
  const bool is_alike = recipe.alike_probability > 0.0 && rng.chance(recipe.alike_probability);
  Weights weights;
  for (const Kindred& kindred : kFamilies) {
    const bool can_be = !is_alike || kindred.manner.has_value();
    if (can_be) weights[kindred.name] = kindred.weight;
  }
  const std::string drawn = draw_by_weight(weights, rng);
  for (const Kindred& kindred : kFamilies) {
    if (drawn == kindred.name) consort.family = kindred.family;
  }
  if (is_alike || rng.chance(kOneSoundfont)) consort.soundfont = rng.pick(recipe.soundfonts);
  consort.is_of_one_kind = is_alike || rng.chance(kOneKind);
  if (is_alike) consort.source = draw_by_weight(recipe.ensemble_sources, rng);
  return consort;
}

const char* name_of(Family family) { return kindred_of(family).name; }

bool join_consort(const PlanContext& context, Consort& consort, PlannedPart& planned,
                  core::Rng& rng) {
  if (!give_program(consort, context.recipe, planned, rng)) return false;
  if (consort.is_alike()) planned.level_db *= kAlikeLevels;
  const std::string source =
      consort.is_alike() ? consort.source : draw_by_weight(context.recipe.ensemble_sources, rng);
  const std::optional<Manner> manner = kindred_of(consort.family).manner;
  if (!manner || largest_polyphony(planned.part) > 1) return true;
  if (source == "sampled") give_recorded(context, *manner, consort, planned, rng);
  if (source == "expressive") {
    planned.source = Source::expressive;
    planned.manner = *manner;
  }
  return true;
}

}  // namespace divisi::synth
