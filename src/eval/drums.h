/// How well drum hits were found, class by class.
///
/// Source    MIREX drum transcription (2017): onsets of kick, snare and hi-hat, at most 50 ms off,
///           one hit for each hit (match/bipartite.h); classes by General MIDI key
///           (score/percussion.h). All other classes, and every key, are measured beside those.
/// Thread    safe.
/// Deviates  distances are rounded to 0.1 ms first, as those of notes are (eval/notes.h); MIREX
///           allowed 30 ms.
#pragma once

#include <map>
#include <vector>

#include "core/annotation.h"
#include "eval/counts.h"
#include "score/percussion.h"

namespace divisi::eval {

/// What MIREX measures, and what stands for drumming where one number must.
constexpr score::PercussionClass kMainDrums[] = {
    score::PercussionClass::kick, score::PercussionClass::snare, score::PercussionClass::hi_hat};

/// Counts for each of score::kPercussionClasses.
using DrumCounts = std::map<score::PercussionClass, Counts>;

/// Notes of pitched sources are passed over. Several hits of one class at once (as where two
/// cymbals of a hi-hat are written) stay several.
DrumCounts score_drums(const std::vector<core::AnnotatedNote>& reference,
                       const std::vector<core::AnnotatedNote>& estimate, double tolerance_s = 0.05);

/// kMainDrums together.
Counts pooled(const DrumCounts& counts);

/// All percussion, where a hit counts only on its very key: how Cerberus was measured (Manilow et
/// al. 2020, whose drums are a roll of keys).
Counts score_drum_keys(const std::vector<core::AnnotatedNote>& reference,
                       const std::vector<core::AnnotatedNote>& estimate, double tolerance_s = 0.05);

}  // namespace divisi::eval
