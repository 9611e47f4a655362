/// A note while the decoder still thinks about it.
#pragma once

#include "decode/boundaries.h"

namespace divisi::decode {

struct LiveNote {
  int pitch = 0;  ///< index into the pitch grid
  NoteStart start;
  double end = 0.0;            ///< position in rows, once ended
  long last_sounding_row = 0;  ///< last row whose frame reached the threshold
  double frame_sum = 0.0;      ///< of the frames up to last_sounding_row
  long frame_rows = 0;
  double dip_sum = 0.0;            ///< of the frames behind it, which may turn out to be a dip
  bool is_source_checked = false;  ///< whether ghosts have been looked for (decode/ghosts.h)
  bool is_ghost = false;

  double mean_frame() const {
    return frame_rows > 0 ? frame_sum / static_cast<double>(frame_rows) : 0.0;
  }
};

}  // namespace divisi::decode
