/// What is played in a clip: its kind, its parts, and who plays them.
///
/// Source    ours.
/// Errors    those of reading a score.
/// Thread    const-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/rng.h"
#include "synth/instruments.h"
#include "synth/player.h"
#include "synth/recipe.h"
#include "synth/score_library.h"

namespace divisi::synth {

/// What the planners draw from.
struct PlanContext {
  const Recipe& recipe;
  const ScoreLibrary* library = nullptr;  ///< nullptr when no kind of the recipe needs scores
  const std::map<std::string, SampleSet>& samples;
  std::uint64_t seed = 0;
  std::uint64_t clip_number = 0;
  std::filesystem::path midi = {};  ///< where the scores of pieces are
};

/// One by weight; the weights must not all be 0.
std::string draw_by_weight(const Weights& weights, core::Rng& rng);

/// A hand-played piece on one keyboard, guitar or harp: all parts of an excerpt, or its chords.
Expected<std::vector<PlannedPart>> plan_keyboard(const PlanContext& context, double duration_s,
                                                 core::Rng& rng, Facts& facts);
/// A random choice of the parts of an excerpt, on instruments drawn anew.
Expected<std::vector<PlannedPart>> plan_ensemble(const PlanContext& context, double duration_s,
                                                 core::Rng& rng, Facts& facts);
/// One to three sources of scheduled notes.
Expected<std::vector<PlannedPart>> plan_scheduler(const PlanContext& context, double duration_s,
                                                  core::Rng& rng, Facts& facts);
/// Scheduled notes on General MIDI programs, each from another class of timbres. With one class in
/// a clip, clip n plays class n mod C, and the classes' programs take turns.
Expected<std::vector<PlannedPart>> plan_classes(const PlanContext& context, double duration_s,
                                                core::Rng& rng, Facts& facts);
/// One to three expressive lines, alone or over an accompaniment.
Expected<std::vector<PlannedPart>> plan_solo(const PlanContext& context, double duration_s,
                                             core::Rng& rng, Facts& facts);

/// One kit and its drumming.
Expected<std::vector<PlannedPart>> plan_drums(const PlanContext& context, double duration_s,
                                              core::Rng& rng, Facts& facts);

/// A stretch of a score played by one player of each class of synth/band.h, in that order.
Expected<std::vector<PlannedPart>> plan_band(const PlanContext& context, double duration_s,
                                             core::Rng& rng, Facts& facts);

/// Piece n of the recipe, as it is written there.
/// Errors    invalid_argument: a track that the score lacks, or without a note in the stretch.
Expected<std::vector<PlannedPart>> plan_piece(const PlanContext& context, core::Rng& rng,
                                              Facts& facts);

/// An excerpt that has notes, from any file of the library (or of one collection).
Expected<std::vector<Part>> draw_excerpt(const PlanContext& context, const std::string& collection,
                                         double duration_s, core::Rng& rng, Facts& facts);

/// Octave shifts of the whole part until a wanted instrument can play it; false when none can.
bool give_instrument(PlannedPart& planned, const InstrumentFilter& is_wanted, const Recipe& recipe,
                     core::Rng& rng);
/// Sometimes an amplifier, for instruments that are played through one.
void give_drive(PlannedPart& planned, const Recipe& recipe, core::Rng& rng);
/// Shifts the part by octaves so that its middle lies nearest the range's; notes that are still
/// outside are shifted one by one.
void fit_range(Part& part, int lowest, int highest);

/// A sample set of that nature whose range holds most of the part; shifts the part by octaves.
std::optional<std::string> find_sample_set(const PlanContext& context, Part& part, bool sustained,
                                           core::Rng& rng);
/// The pitches a manner of playing is at home in: one of its instruments or voices.
struct PitchRange {
  int lowest = 48;
  int highest = 72;
};
PitchRange draw_range(Manner manner, core::Rng& rng);

}  // namespace divisi::synth
