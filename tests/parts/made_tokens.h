/// Notes of made-up sources: each has a direction of its own and a range of pitches.
#pragma once

#include <vector>

#include "core/rng.h"
#include "parts/note_token.h"
#include "parts/pair_model.h"

namespace divisi::parts::testing {

struct MadeSource {
  std::vector<float> direction;
  int lowest = 60;
  int highest = 72;
};

struct MadeNotes {
  NoteTokens tokens;
  std::vector<int> truth;
};

/// `count` notes, their sources taking turns at random; `noise` is added to each component.
inline MadeNotes make_notes(const std::vector<MadeSource>& sources, int count, double noise,
                            std::uint64_t seed) {
  MadeNotes made;
  made.tokens.dimensions = static_cast<int>(sources.front().direction.size());
  core::Rng rng(seed);
  for (int n = 0; n < count; ++n) {
    const int which = rng.integer(0, static_cast<int>(sources.size()) - 1);
    const MadeSource& source = sources[static_cast<std::size_t>(which)];
    std::vector<float> vector;
    for (const float x : source.direction)
      vector.push_back(10.0F * (x + static_cast<float>(rng.uniform(-noise, noise))));
    Note note;
    note.onset_s = 0.1 * n;
    note.offset_s = note.onset_s + 0.2;
    note.pitch_midi = rng.integer(source.lowest, source.highest);
    made.tokens.add(note, vector.data());
    made.truth.push_back(which);
  }
  return made;
}

/// Alike from a cosine of 0.5 on, whatever the pitches.
inline PairModel by_timbre() {
  PairModel pairs;
  pairs.cosine_weight = 8.0;
  pairs.half_trust = 0.0;
  pairs.knots_semitones = {0.0};
  pairs.pitch_logits = {-4.0};
  return pairs;
}

}  // namespace divisi::parts::testing
