/// Evidence in, notes out: what the engine and `divisi decode` call.
#pragma once

#include <vector>

#include "decode/evidence_window.h"
#include "decode/tuning.h"
#include "divisi/evidence.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi::decode {

/// The notes of a whole recording, in order of onset, then pitch. Notes of one pitch do not
/// overlap, and all lie within [0, evidence.duration_s].
///
/// Units     seconds on the clock of evidence.frames; duration_s is the recording's end on it, also
///           where the evidence begins later than 0 by frames.origin_s.
/// Shapes    all four maps [T, P]; a map without rows is absent and read as zeros (a network that
///           gives frames only still gets notes, by their runs).
/// Errors    none; maps of other shapes are a programming error. NaN is read as 0.
/// Thread    safe.
std::vector<Note> decode_notes(const Evidence& evidence, const DecodeOptions& options,
                               const DecodeTuning& tuning = {});

/// Rows [first, first + count) of `evidence`, to push into a NoteDecoder.
EvidenceRows rows_of(const Evidence& evidence, std::size_t first, std::size_t count);

/// How many of the evidence's rows belong to the recording: those centred no more than a hop
/// behind its end, all if the duration is unknown (0).
std::size_t rows_in_recording(const Evidence& evidence);

}  // namespace divisi::decode
