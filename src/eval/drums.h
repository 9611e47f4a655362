/// How well drum hits were found, class by class.
///
/// Source    MIREX drum transcription (2017): onsets of kick, snare and hi-hat, at most 50 ms off,
///           one hit for each hit (match/bipartite.h); classes by General MIDI key
///           (score/percussion.h). Other percussion is not measured.
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

/// In this order in tables.
constexpr score::PercussionClass kMeasuredDrums[] = {
    score::PercussionClass::kick, score::PercussionClass::snare, score::PercussionClass::hi_hat};

/// Counts for each of kMeasuredDrums.
using DrumCounts = std::map<score::PercussionClass, Counts>;

/// Notes of pitched sources are passed over. Several hits of one class at once (as where two
/// cymbals of a hi-hat are written) stay several.
DrumCounts score_drums(const std::vector<core::AnnotatedNote>& reference,
                       const std::vector<core::AnnotatedNote>& estimate, double tolerance_s = 0.05);

/// All classes together.
Counts pooled(const DrumCounts& counts);

}  // namespace divisi::eval
