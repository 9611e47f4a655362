/// Who is said to play: instruments by the words of their families (parts/families.h), as often as
/// they play, and drums; in small letters or large, with a hyphen for a space.
///
/// A family that nobody named may still be heard, where the network errs: it counts for the one
/// family of its kind (struck, plucked or sustained) that was named, and for nobody where two or
/// none were.
///
/// Errors    invalid_argument, naming the word: one that is no family; drums twice; or nobody plays
///           but drums.
/// Thread    safe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "parts/class_votes.h"
#include "parts/families.h"

namespace divisi::parts {

struct Instrument {
  std::size_t family = 0;                 ///< index into kFamilies
  std::vector<std::size_t> counted = {};  ///< the families that count for it, its own too
};

/// All that may be named.
std::vector<std::string> line_up_words();

/// Without drums.
Expected<std::vector<Instrument>> line_up_of(const std::vector<std::string>& words);

/// What somebody may call a family who does not look closely: the plainest of its kind, which is
/// piano, guitar or strings. A bass is a bass.
std::size_t plain_family(std::size_t family);

/// Those who are named.
FamilySet families_of(const std::vector<Instrument>& line_up);

bool names_drums(const std::vector<std::string>& words);
/// Whether they are named, or nobody is named at all.
bool may_have_drums(const std::vector<std::string>& words);

/// [N][instruments] logs of the families that count for each, from log-probabilities [N, K].
ClassLogs logs_of_line_up(const std::vector<Instrument>& line_up,
                          const std::vector<float>& families);

}  // namespace divisi::parts
