/// Where notes may begin and end, read from the evidence of one pitch alone.
///
/// Units     positions and distances in rows, with a fraction.
#pragma once

#include <optional>

#include "decode/evidence_window.h"
#include "decode/peaks.h"
#include "decode/rules.h"

namespace divisi::decode {

/// How a note begins.
struct NoteStart {
  double position = 0.0;
  long row = 0;             ///< the row that the decision was made for
  long sounding_row = 0;    ///< first row, from `row` on, whose frame reaches the threshold
  float onset = 0.0f;       ///< height of the onset peak; for soft starts that of a hint, or 0
  float prominence = 0.0f;  ///< of the onset peak
  bool is_soft = false;     ///< begun by a run of frames, not by an onset peak
  int velocity = 64;        ///< 1 to 127
};

/// A start by an onset peak at `row`, if there is one and frames follow it.
std::optional<NoteStart> attack_at(const PitchView& seen, const Rules& rules, long row);

/// The start of a run of frames whose first row is `row`.
NoteStart soft_start_at(const PitchView& seen, const Rules& rules, long row);

/// Where the frames fall through the threshold behind `last_sounding_row`.
double falling_crossing(const PitchView& seen, const Rules& rules, long last_sounding_row);

/// A stretch of time, in rows.
struct Stretch {
  double begin = 0.0;
  double end = 0.0;
};

/// The offset peak in `where` that is nearest to `target`.
std::optional<double> offset_near(const PitchView& seen, const Rules& rules, double target,
                                  const Stretch& where);

/// Whether an onset peak at `row`, in the middle of a sounding note, is a new stroke and no
/// reflection of another pitch's attack: it needs a rise in the frames, an offset just before it,
/// or to be strong and prominent by itself. The note has sounded since
/// `sounding_since`.
bool is_new_stroke(const PitchView& seen, const Rules& rules, const NoteStart& start,
                   double sounding_since);

}  // namespace divisi::decode
