/// Options and tuning, brought into the decoder's own units: floats to compare, rows to count.
#pragma once

#include "decode/tuning.h"
#include "divisi/grid.h"
#include "divisi/options.h"

namespace divisi::decode {

struct Rules {
  DecodeTuning tuning;
  double min_note_s = 0.0;
  float onset_threshold = 0.0f;
  float frame_threshold = 0.0f;
  float offset_threshold = 0.0f;
  float dip_floor = 0.0f;  ///< a probability, unlike the tuning's share
  double repeat_min_frames = 0.0;
  long peak_reach_rows = 0;
  long rise_rows = 0;
  long dip_rows = 0;
  long soft_min_rows = 0;
  long ghost_head_rows = 0;

  long look_ahead_rows = 0;  ///< rows after the current one that a decision may read
  long look_back_rows = 0;   ///< rows before it
  long ghost_wait_rows = 0;  ///< from a note's first row until its sources must have been found
};

/// Values outside their documented range are brought to its nearest end, NaN to its lowest, so
/// that any combination decodes in bounded memory.
Rules make_rules(const FrameGrid& frames, const DecodeOptions& options, const DecodeTuning& tuning);

}  // namespace divisi::decode
