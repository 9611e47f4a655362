/// The parts of generated clips with the names of those who play them.
#pragma once

#include <filesystem>
#include <vector>

#include "data/dataset.h"
#include "divisi/error.h"
#include "hearing/heard_clip.h"
#include "parts/labelled_part.h"
#include "parts/player_families.h"

namespace divisi::cli {

/// The notes of each source of a clip that is no percussion. `number` tells clips apart.
/// Errors: those of reading the clip; corrupt: a source that has no family, naming it.
Expected<std::vector<parts::LabelledPart>> labelled_parts(const data::Clip& clip,
                                                          const hearing::HeardNotes& heard,
                                                          const parts::PlayerFamilies& families,
                                                          int number);

}  // namespace divisi::cli
