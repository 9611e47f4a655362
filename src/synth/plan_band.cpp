// The kind that plays written music with one player of each class of a band.
#include <algorithm>
#include <cmath>

#include "synth/band_stretch.h"
#include "synth/deal_band.h"
#include "synth/excerpt.h"
#include "synth/instruments.h"
#include "synth/plan.h"
#include "synth/player_choice.h"
#include "synth/single_line.h"

namespace divisi::synth {
namespace {

constexpr const char* kOrigins[] = {"written", "moved", "invented"};

Performance draw_band_performance(BandClass band_class, core::Rng& rng) {
  Performance performance;
  performance.onset_jitter_s = rng.uniform(0.002, 0.014);
  performance.length_factor = rng.uniform(0.75, 1.03);
  performance.base_velocity = rng.uniform(62.0, 100.0);
  performance.velocity_walk = rng.uniform(0.5, 2.5);
  performance.velocity_jitter = rng.uniform(2.0, 7.0);
  performance.accent_probability = rng.uniform(0.0, 0.15);
  if (band_class == BandClass::guitar) performance.spread_s = rng.uniform(0.0, 0.018);
  if (band_class == BandClass::piano && rng.chance(0.2)) {
    performance.spread_s = rng.uniform(0.002, 0.02);
  }
  return performance;
}

/// Drummers keep the accents that are written.
void drum_by_hand(Part& part, double duration_s, core::Rng& rng) {
  const double jitter_s = rng.uniform(0.001, 0.009);
  const double loudness = rng.uniform(0.85, 1.15);
  for (Note& note : part.notes) {
    note.onset_s = std::max(0.0, note.onset_s + rng.normal(0.0, jitter_s));
    note.offset_s = std::max(note.offset_s, note.onset_s + 0.05);
    const double velocity = loudness * note.velocity + rng.normal(0.0, 5.0);
    note.velocity = std::clamp(static_cast<int>(std::lround(velocity)), 20, 127);
  }
  tidy_notes(part.notes, duration_s);
}

/// One long rest, unless it would leave nothing.
void rest(Part& part, double duration_s, core::Rng& rng) {
  const double length_s = rng.uniform(0.1, 0.3) * duration_s;
  const double start_s = rng.uniform(0.0, duration_s - length_s);
  std::vector<Note> played = part.notes;
  std::erase_if(played, [&](const Note& note) {
    return note.onset_s >= start_s && note.onset_s < start_s + length_s;
  });
  for (Note& note : played) {
    if (note.onset_s < start_s) note.offset_s = std::min(note.offset_s, start_s + 0.1);
  }
  std::erase_if(played, [](const Note& note) { return note.offset_s - note.onset_s < 0.02; });
  if (!played.empty()) part.notes = std::move(played);
}

bool plays_one_at_a_time(const PlanContext& context, const PlannedPart& planned) {
  if (planned.source == Source::expressive) return true;
  return planned.source == Source::sampled && context.samples.at(planned.sample_set).sustained;
}

/// Where the instrument is at home, within what the class plays.
BandRange range_of_player(const PlanContext& context, BandClass band_class,
                          const PlannedPart& planned) {
  BandRange range = range_of(band_class);
  BandRange own = range;
  if (planned.source == Source::sampled) {
    const SampleSet& set = context.samples.at(planned.sample_set);
    own = {set.lowest, set.highest};
  } else if (planned.source == Source::expressive) {
    own = {55, 90};  // Manner::bowed: a violin or viola; the other manners reach this as well
  } else if (const Instrument* instrument = find_instrument(planned.part.program);
             planned.source == Source::fluid && instrument != nullptr) {
    own = {instrument->lowest, instrument->highest};
  }
  range.lowest = std::max(range.lowest, own.lowest);
  range.highest = std::min(range.highest, own.highest);
  return range.highest - range.lowest >= 12 ? range : own;
}

void give_room(BandClass band_class, core::Rng& rng, PlannedPart& planned) {
  if (!rng.chance(0.7)) return;
  const double longest_s = band_class == BandClass::drums ? 0.5 : 0.9;
  planned.room =
      Room{rng.log_uniform(0.2, longest_s), rng.uniform(-26.0, -11.0), rng.uniform(2000.0, 7000.0)};
}

/// Acoustic guitars stay without an amplifier.
bool may_be_driven(BandClass band_class, const PlannedPart& planned) {
  if (band_class != BandClass::guitar) return false;
  if (planned.source == Source::fluid) return planned.part.program >= 26;
  return planned.sample_set.find("steel") == std::string::npos;
}

Expected<void> give_player(const PlanContext& context, BandClass band_class, double duration_s,
                           core::Rng& rng, PlannedPart& planned) {
  const Recipe& recipe = context.recipe;
  const PlayerStock stock{recipe.soundfonts, recipe.samples, recipe.drum_kits};
  const Weights& players = recipe.band.players[static_cast<std::size_t>(band_class)];
  if (auto chosen = choose_player(draw_by_weight(players, rng), stock, planned); !chosen) {
    return chosen;
  }
  planned.level_db = std::clamp(rng.normal(0.0, 2.5), -6.0, 6.0);
  give_room(band_class, rng, planned);
  if (band_class == BandClass::drums) return {};
  if (plays_one_at_a_time(context, planned)) {
    planned.part.notes = single_line(std::move(planned.part.notes), Line::top);
  }
  const BandRange range = range_of_player(context, band_class, planned);
  fit_range(planned.part, range.lowest, range.highest);
  if (may_be_driven(band_class, planned)) give_drive(planned, recipe, rng);
  tidy_notes(planned.part.notes, duration_s);
  if (band_class == BandClass::piano && rng.chance(0.4)) {
    planned.pedals = draw_pedals(planned.part, rng);
  }
  return {};
}

void play_by_hand(std::array<BandPart, kBandSize>& band, const PlanContext& context,
                  double duration_s, core::Rng& rng) {
  std::vector<Part> parts;
  for (BandPart& each : band) parts.push_back(std::move(each.part));
  drift_tempo(parts, rng.uniform(0.0, 0.012), rng);
  for (std::size_t i = 0; i < kBandSize; ++i) {
    const auto band_class = static_cast<BandClass>(i);
    if (band_class == BandClass::drums) {
      drum_by_hand(parts[i], duration_s, rng);
    } else {
      humanise(parts[i], draw_band_performance(band_class, rng), duration_s, rng);
    }
    if (rng.chance(context.recipe.band.resting)) rest(parts[i], duration_s, rng);
    band[i].part = std::move(parts[i]);
  }
}

void describe(const BandStretch& stretch, const std::array<BandPart, kBandSize>& band,
              const Recipe& recipe, Facts& facts) {
  facts.add("split", recipe.midi_split == "val" ? "validation" : recipe.midi_split);
  facts.add("score", stretch.score);
  facts.add("tempo_scale", stretch.tempo_scale);
  facts.add("transpose_semitones", stretch.transpose_semitones);
  for (std::size_t i = 0; i < kBandSize; ++i) {
    facts.add("instruments", kBandNames[i]);
    facts.add("origins", kOrigins[static_cast<std::size_t>(band[i].origin)]);
  }
}

}  // namespace

Expected<std::vector<PlannedPart>> plan_band(const PlanContext& context, double duration_s,
                                             core::Rng& rng, Facts& facts) {
  const Expected<BandStretch> stretch = draw_band_stretch(*context.library, duration_s, rng);
  if (!stretch) return stretch.error();
  std::array<BandPart, kBandSize> band =
      deal_band(stretch->parts, stretch->grid, duration_s, context.recipe.band.invented, rng);
  describe(*stretch, band, context.recipe, facts);
  play_by_hand(band, context, duration_s, rng);
  std::vector<PlannedPart> plan(kBandSize);
  for (std::size_t i = 0; i < kBandSize; ++i) {
    plan[i].part = std::move(band[i].part);
    core::Rng player_rng = rng.split(i);
    if (auto given =
            give_player(context, static_cast<BandClass>(i), duration_s, player_rng, plan[i]);
        !given) {
      return given.error();
    }
  }
  return plan;
}

}  // namespace divisi::synth
