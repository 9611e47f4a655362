/// A room: early reflections and a decaying tail.
///
/// Source    Moorer 1979 ("About this reverberation business"): a tail of exponentially decaying
///           noise whose treble dies first, after a few sparse early reflections.
/// Requires  the direct sound is sample 0 of the response: labels stay where they were.
#pragma once

#include "core/rng.h"
#include "synth/clip.h"

namespace divisi::synth {

struct Room {
  double rt60_s = 0.5;
  double wet_db = -12.0;      ///< energy of all reflections against the direct sound
  double treble_hz = 4000.0;  ///< where the tail's treble begins to die faster
};

Room draw_room(core::Rng& rng);
Signal room_response(const Room& room, core::Rng& rng);

}  // namespace divisi::synth
