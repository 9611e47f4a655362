// Who plays what: the choices that all kinds of clips share.
#include <algorithm>
#include <array>

#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/plan.h"

namespace divisi::synth {
namespace {

PitchRange range_of(const Part& part) {
  PitchRange range{127, 0};
  for (const Note& note : part.notes) {
    range.lowest = std::min(range.lowest, note.pitch_midi);
    range.highest = std::max(range.highest, note.pitch_midi);
  }
  return range;
}

void shift(Part& part, int semitones) {
  for (Note& note : part.notes) note.pitch_midi += semitones;
}

/// Guitars, basses, electric pianos, organs and synthesisers; plucked strings of our own as well.
bool is_amplified(const PlannedPart& planned) {
  if (planned.part.is_drums) return false;
  if (planned.source == Source::plucked) return true;
  if (planned.source == Source::sampled) {
    for (const char* word : {"guitar", "finger-bass", "electric"}) {
      if (planned.sample_set.find(word) != std::string::npos) return true;
    }
    return false;
  }
  const Instrument* instrument = find_instrument(planned.part.program);
  if (planned.source != Source::fluid || instrument == nullptr) return false;
  const bool electric_piano = instrument->program >= 2 && instrument->program <= 7;
  return electric_piano || instrument->family == Family::guitar ||
         instrument->family == Family::bass || instrument->family == Family::organ ||
         instrument->family == Family::synth;
}

}  // namespace

std::string draw_by_weight(const Weights& weights, core::Rng& rng) {
  double total = 0.0;
  for (const auto& [name, weight] : weights) total += weight;
  double remaining = rng.uniform() * total;
  std::string chosen;
  for (const auto& [name, weight] : weights) {
    if (weight <= 0.0) continue;
    chosen = name;
    remaining -= weight;
    if (remaining <= 0.0) break;
  }
  return chosen;
}

bool give_instrument(PlannedPart& planned, const InstrumentFilter& is_wanted, const Recipe& recipe,
                     core::Rng& rng) {
  planned.source = Source::fluid;
  planned.soundfont = rng.pick(recipe.soundfonts);
  if (planned.part.is_drums) return true;
  for (const int octaves : {0, 1, -1, 2, -2}) {
    const PitchRange range = range_of(planned.part);
    const Instrument* instrument =
        draw_instrument(range.lowest + 12 * octaves, range.highest + 12 * octaves, is_wanted, rng);
    if (instrument == nullptr) continue;
    shift(planned.part, 12 * octaves);
    planned.part.program = instrument->program;
    return true;
  }
  return false;
}

void give_drive(PlannedPart& planned, const Recipe& recipe, core::Rng& rng) {
  if (is_amplified(planned) && rng.chance(recipe.drive_probability))
    planned.drive = draw_drive(rng);
}

void fit_range(Part& part, int lowest, int highest) {
  const PitchRange range = range_of(part);
  int middle = (range.lowest + range.highest) / 2;
  int octaves = 0;
  while (middle + 12 * octaves < (lowest + highest) / 2 - 6) ++octaves;
  while (middle + 12 * octaves > (lowest + highest) / 2 + 6) --octaves;
  shift(part, 12 * octaves);
  for (Note& note : part.notes) {
    while (note.pitch_midi < lowest) note.pitch_midi += 12;
    while (note.pitch_midi > highest) note.pitch_midi -= 12;
    note.pitch_midi = std::max(note.pitch_midi, lowest);
  }
}

PitchRange draw_range(Manner manner, core::Rng& rng) {
  static const std::array<std::vector<PitchRange>, 6> kRanges = {{
      {{38, 62}, {41, 65}, {45, 69}, {48, 71}, {53, 77}, {57, 81}, {60, 84}},  // bass to soprano
      {{55, 96}, {55, 88}, {48, 84}, {36, 74}, {36, 69}, {28, 55}},            // violin to bass
      {{56, 88}, {49, 81}, {44, 76}, {36, 69}, {50, 91}, {58, 91}, {34, 72}},  // saxophones, ...
      {{60, 96}, {60, 90}, {74, 103}, {55, 91}},                               // flutes
      {{55, 84}, {40, 72}, {41, 77}, {28, 60}},                                // trumpet to tuba
      {{36, 96}, {28, 60}, {48, 84}, {60, 100}},                               // oscillators
  }};
  return rng.pick(kRanges[static_cast<std::size_t>(manner)]);
}

std::optional<std::string> find_sample_set(const PlanContext& context, Part& part, bool sustained,
                                           core::Rng& rng) {
  std::vector<std::string> fitting;
  const PitchRange range = range_of(part);
  for (const auto& [name, set] : context.samples) {
    const bool roomy = set.highest - set.lowest >= std::min(range.highest - range.lowest, 20);
    if (set.sustained == sustained && roomy) fitting.push_back(name);
  }
  if (fitting.empty()) return std::nullopt;
  const std::string chosen = rng.pick(fitting);
  const SampleSet& set = context.samples.at(chosen);
  fit_range(part, set.lowest, set.highest);
  return chosen;
}

Expected<std::vector<Part>> draw_excerpt(const PlanContext& context, const std::string& collection,
                                         double duration_s, core::Rng& rng, Facts& facts) {
  ExcerptOptions options;
  options.duration_s = duration_s;
  while (true) {
    std::string file;
    const Expected<Score> score = collection.empty()
                                      ? context.library->draw(rng, file)
                                      : context.library->draw_from(collection, rng, file);
    if (!score) return score.error();
    std::vector<Part> parts = cut_excerpt(*score, options, rng);
    if (parts.empty()) continue;
    facts.add("score", file);
    return parts;
  }
}

}  // namespace divisi::synth
