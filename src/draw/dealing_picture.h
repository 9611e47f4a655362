/// Who won which note: a piano roll coloured by the shares of the parts, below it the slots of a
/// slot network where there was one, and how sure it is of each two of them that they are one
/// source.
///
/// A page like that of draw/piano_roll.h, its parts in the same colours. A note has its winner's
/// colour, mixed with the others' as they shared it, and the darker the less clear the matter was;
/// one that was disputed has the winner's own colour along its upper edge and the second best's
/// along its lower one.
///
/// Units     seconds, MIDI pitches.
/// Errors    io. Any dealing gives a picture; what does not fit it is left out.
/// Thread    safe.
#pragma once

#include <string>

#include "divisi/score.h"
#include "divisi/transcriber.h"
#include "draw/canvas.h"

namespace divisi::draw {

struct DealingPictureOptions {
  std::string title;
  double start_s = 0.0;  ///< time of the left edge; score.duration_s is counted from here
};

/// Of the score only names, order and length count; its drum parts have no share.
Canvas draw_dealing(const Score& score, const Dealing& dealing,
                    const DealingPictureOptions& options = {});

}  // namespace divisi::draw
