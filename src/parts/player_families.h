/// Which family of instruments the players of generated clips are of ("sampled violin", "fluid 40
/// FluidR3_GM.sf2": the parts that clip.json names).
///
/// Errors    not_found, io, corrupt, naming the field.
/// Thread    immutable once read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::parts {

struct PlayerFamilies {
  std::map<std::string, std::size_t> families;  ///< programs of soundfonts need none
  std::set<std::string> changing;               ///< what sounds different in each clip

  /// Index into kFamilies; nothing for percussion, effects and players that nobody has heard of.
  std::optional<std::size_t> of(const std::string& player) const;
};

/// recipes/timbre/families.json.
Expected<PlayerFamilies> read_player_families(const std::filesystem::path& path);

/// The players that a clip.json names, in the order of the sources' numbers.
Expected<std::vector<std::string>> players_of_clip(const std::filesystem::path& clip_json);

}  // namespace divisi::parts
