/// Which of the timbre network's vectors are kept, in what precision.
///
/// Vectors are rounded (IEEE 754 binary16) before notes are dealt to parts for the first time, and
/// evidence files hold exactly these: dealing again gives the very same parts.
///
/// Thread    safe.
#pragma once

#include <string>
#include <string_view>

#include "divisi/error.h"
#include "divisi/evidence.h"
#include "engine/network_stage.h"
#include "features/stereo_position.h"

namespace divisi::engine {

/// A vector's number as it is kept.
float as_kept(float value);

/// Below this neither a frame nor an onset is ever part of a note.
inline constexpr float kLeastProbability = 0.05f;

/// The cells of `fresh`, whose first row is frame `first_frame`, at which something may sound; they
/// take the place of what `out` held. Without `stereo` they have no positions.
/// Requires: `fresh.timbre` is there, and `stereo` has seen these frames.
void collect_timbre(const NewEvidence& fresh, std::uint32_t first_frame,
                    const features::StereoPosition* stereo, TimbreCells& out);

/// Appends all cells of `more`, of the same dimensions, which follow those of `cells`.
void append_timbre(const TimbreCells& more, TimbreCells& cells);

/// As docs/formats/evidence.md has them.
void append_timbre_bytes(const TimbreCells& cells, std::size_t pitch_count, std::string& bytes);

/// Takes them off the front of `bytes`; files before version 3 are without positions.
/// Errors: corrupt.
Expected<TimbreCells> take_timbre_bytes(std::string_view& bytes, std::size_t frame_count,
                                        std::size_t pitch_count, bool with_positions = true);

}  // namespace divisi::engine
