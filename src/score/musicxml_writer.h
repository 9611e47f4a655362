/// A Score as a score: MusicXML that notation programs open.
///
/// Performed times are brought onto the beat grid and written as bars with ties, rests and triplets
/// (score/quantise.h, score/notation.h); key and note names come from score/key.h. A part gets the
/// clef of its range, or two staves split at middle C where it needs both (as pianos do);
/// percussion stands on a percussion staff.
///
/// Source    MusicXML 4.0 (W3C, 2021), score-partwise.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>

#include "divisi/error.h"
#include "divisi/score.h"
#include "score/tempo.h"

namespace divisi::score {

/// Any score gives a document; notes with times or pitches that are none are left out.
std::string format_musicxml(const Score& score, const BeatGrid& grid);

/// With the beats that estimate_beats() finds. Errors: io.
Expected<void> write_musicxml(const Score& score, const std::filesystem::path& path);

}  // namespace divisi::score
