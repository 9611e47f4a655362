/// Ensembles of one family: quartets of strings or saxophones, choirs, two guitars.
///
/// Why       who learns from ensembles whose instruments are drawn one by one hears that one family
///           is one source. Two violins are two.
/// Source    ours.
/// Thread    const-safe.
#pragma once

#include <optional>
#include <string>

#include "synth/instruments.h"
#include "synth/plan.h"

namespace divisi::synth {

struct Consort {
  Family family = Family::strings;
  std::string soundfont = {};       ///< of all; empty: each has its own
  bool is_of_one_kind = false;      ///< all play the same instrument as far as its range allows
  std::optional<int> program = {};  ///< that instrument, once the first has it
  std::string source = {};          ///< of all, where all sound alike; empty: each has its own
  std::string sample_set = {};      ///< their recorded instrument, once the first has it

  /// One cannot hear by the sound alone who plays.
  bool is_alike() const { return !source.empty(); }
};

Consort draw_consort(const Recipe& recipe, core::Rng& rng);

/// What clip.json calls it.
const char* name_of(Family family);

/// One of the family for the part, recorded, sung or played as the recipe's ensemble_sources have
/// it. False: nobody of the family can play it.
bool join_consort(const PlanContext& context, Consort& consort, PlannedPart& planned,
                  core::Rng& rng);

}  // namespace divisi::synth
