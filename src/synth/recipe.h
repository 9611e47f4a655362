/// What a synthetic set is made of: a JSON file with comments (recipes/synth/*.json).
///
/// Errors    not_found, io; corrupt (no JSON); invalid_argument (a field of the wrong type or out
///           of range, or one that is not known, named).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "synth/band.h"
#include "synth/degrade.h"
#include "synth/note_scheduler.h"
#include "synth/piece.h"

namespace divisi::synth {

/// How likely each choice is, in proportion.
using Weights = std::map<std::string, double>;

struct Recipe {
  double shortest_s = 20.0;
  double longest_s = 30.0;
  std::vector<std::string> soundfonts;

  std::string midi_split = "train";
  Weights midi_collections;
  double drum_probability = 0.5;
  double drive_probability = 0.0;  ///< of guitars and their like, through an overdriven amplifier
  double tape_probability = 0.0;   ///< of a part's instrument to be of another size (synth/tape.h)
  double body_probability = 0.0;   ///< and to have a body of its own (synth/body.h)

  Weights kinds;             ///< keyboard, ensemble, scheduler, solo, classes, drums; pieces; band
  Weights keyboard_sources;  ///< fluid, plucked, oscillator, sampled
  Weights ensemble_sources;  ///< fluid, oscillator, expressive, sampled
  Weights solo_sources;      ///< voice, bowed, reed, flute, brass, oscillator, fluid, sampled
  int fewest_parts = 1;      ///< of an ensemble, pitched
  int most_parts = 64;       ///< likewise
  double consort_probability = 0.0;  ///< of an ensemble to be of one family (synth/consort.h)
  double alike_probability = 0.0;    ///< of such a one to sound alike throughout
  double solo_together = 0.4;        ///< two or three independent voices
  double solo_accompanied = 0.3;     ///< over a soft accompaniment

  /// The kind "classes": General MIDI programs that count as one timbre.
  std::vector<std::vector<int>> timbre_classes;
  int classes_together = 1;  ///< how many different ones sound in a clip

  std::vector<std::string> samples;  ///< folders below --samples

  // The kind "drums".
  Weights drum_sources;                 ///< fluid, kit, synthetic
  std::vector<std::string> drum_kits;   ///< folders below --samples
  double written_drumming = 0.5;        ///< from scores; the rest is random
  double percussion_probability = 0.0;  ///< of random drumming with hand percussion beside it
  double backed_drums = 0.8;            ///< over a clip of the set that --backing names
  double softest_drums_db = -8.0;       ///< against the backing, at equal loudness
  double loudest_drums_db = 8.0;

  std::vector<Piece> pieces;  ///< the kind "pieces", which stands alone: clip n is piece n

  BandRecipe band;  ///< the kind "band", which stands alone: stems add up to the mix

  SchedulerOptions scheduler;
  DegradeOptions degrade;
};

Expected<Recipe> read_recipe(const std::filesystem::path& path);
Expected<Recipe> parse_recipe(const std::string& text, const std::string& name);

}  // namespace divisi::synth
