#include "engine/score_of_parts.h"

#include <utility>

#include "engine/bend_pool.h"
#include "engine/name_parts.h"
#include "score/tempo.h"

namespace divisi::engine {

Score score_of_parts(std::string title, double duration_s, double tuning_hz,
                     std::vector<Part> parts) {
  Score score;
  score.title = std::move(title);
  score.duration_s = duration_s;
  score.tuning_hz = tuning_hz;
  score.parts = std::move(parts);
  number_names(score.parts);
  drop_bends_of_still_parts(score.parts);
  const score::BeatGrid beats = score::estimate_beats(score);
  if (!beats.is_guess) score.tempo = score::tempo_map(beats);
  return score;
}

}  // namespace divisi::engine
