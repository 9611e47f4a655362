/// What the share network is told of a part (models/share_net.h).
#pragma once

#include "divisi/score.h"

namespace divisi::engine {

/// One of models::kSoundCount, by the part's family; drums are their own kind.
int sound_of(const Part& part);

}  // namespace divisi::engine
