/// Who plays the sources of a generated clip.
///
/// Errors    those of reading the clip.
#pragma once

#include <string>
#include <vector>

#include "data/dataset.h"
#include "divisi/error.h"
#include "hearing/heard_clip.h"
#include "parts/player_families.h"

namespace divisi::hearing {

/// The players of the sources as HeardNotes numbers them; an empty name where nobody says so.
Expected<std::vector<std::string>> players_of_sources(const data::Clip& clip);

/// Fills in HeardNotes::families and players.
Expected<void> label_families(const data::Clip& clip, const parts::PlayerFamilies& families,
                              HeardNotes& heard);

}  // namespace divisi::hearing
