/// What the files of stems are called, and which parts a person meant.
///
/// Errors    invalid_argument: no part of that name or number; lists the names.
/// Thread    safe.
#pragma once

#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::engine {

/// Of how many parts sounds are made, at most.
inline constexpr std::size_t kMostParts = 100;

/// "01_violin", "12_my_piano": safe on every file system, from any UTF-8.
std::string stem_name(int number, const std::string& part_name);

/// "residual", "remix" and "original_and_remix".
extern const char* const kResidualName;
extern const char* const kRemixName;
extern const char* const kComparisonName;

/// Whether a file is called as our sounds are: "07_flute.wav", "residual.flac".
bool is_stem_file(const std::string& file_name);

/// Indices of the parts that `only` names by number or name, rising; all when it is empty.
Expected<std::vector<int>> chosen_parts(const std::vector<Part>& parts,
                                        const std::vector<std::string>& only);

}  // namespace divisi::engine
