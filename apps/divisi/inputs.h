/// Which recordings were meant, and where the results of each go.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::cli {

/// One recording to work on, or the reason why there is none.
struct Input {
  std::filesystem::path path;
  std::filesystem::path below;  ///< its folder relative to the folder that was named; often empty
  std::string name;             ///< what its results are called; unique within `below`
  std::optional<Error> problem;
};

/// Files as they are; folders as the recordings in them, by name, with `recursive` those of the
/// folders below as well. A file named twice comes once. Never fails: what cannot be read becomes
/// an Input with a problem, so that the others still get their turn.
///
/// Two recordings of one stem (take.wav, take.mp3) are called by their full names; if those are
/// equal as well, the later ones get a number.
std::vector<Input> gather_inputs(const std::vector<std::filesystem::path>& named, bool recursive);

/// The results' path without suffix: OUTPUT/below/name, or without an output folder
/// divisi-out/below/name/name.
std::filesystem::path result_stem(const Input& input, const std::filesystem::path& output_folder);

}  // namespace divisi::cli
