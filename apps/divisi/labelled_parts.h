/// The parts of generated clips with the names of those who play them.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "divisi/error.h"
#include "hearing/heard_clip.h"
#include "parts/labelled_part.h"

namespace divisi::cli {

/// Which family a source of clip.json ("sampled violin", "fluid 40 FluidR3_GM.sf2") is of.
struct SourceFamilies {
  std::map<std::string, std::size_t> families;  ///< programs of soundfonts need none
  std::set<std::string> changing;               ///< what sounds different in each clip
};

/// recipes/timbre/families.json. Errors: not_found, io, corrupt, naming the field.
Expected<SourceFamilies> read_source_families(const std::filesystem::path& path);

/// The notes of each source of a clip that is no percussion. `number` tells clips apart.
/// Errors: those of reading the clip; corrupt: a source that has no family, naming it.
Expected<std::vector<parts::LabelledPart>> labelled_parts(const data::Clip& clip,
                                                          const hearing::HeardNotes& heard,
                                                          const SourceFamilies& families,
                                                          int number);

}  // namespace divisi::cli
