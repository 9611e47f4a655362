#include "engine/kind_of_sound.h"

#include "models/share_net.h"
#include "parts/families.h"

namespace divisi::engine {

static_assert(models::kUnknownSound == int(parts::kFamilyCount), "families come first");

int sound_of(const Part& part) {
  if (part.is_drums) return models::kDrumSound;
  const auto family = parts::find_family(part.family);
  return family ? int(*family) : models::kUnknownSound;
}

}  // namespace divisi::engine
