/// Peaks along time, and where between the frames their tops lie.
///
/// Source    Apex: Kong et al. 2021, "High-resolution piano transcription ...", section III.B: the
///           analytic apex of a triangle from the three values around it. Prominence: the usual
///           topographic definition, within a bounded reach.
/// Units     positions in rows, with a fraction; heights are probabilities.
#pragma once

#include <optional>

#include "decode/evidence_window.h"

namespace divisi::decode {

struct Peak {
  double position = 0.0;
  float height = 0.0f;
  float prominence = 0.0f;
};

/// Where to look: rows [0, end_row) are real, and up to `reach_rows` to either side may be read.
struct PeakSearch {
  float threshold = 0.0f;
  long reach_rows = 1;
  long end_row = kOpenEnd;
};

/// The peak that begins at `row`: a value >= threshold that is higher than the one before and,
/// after any equal ones, than the one behind. A plateau is one peak, in its middle; one that
/// outlasts the reach is a peak at its first row.
std::optional<Peak> peak_at(const Column& values, long row, const PeakSearch& search);

/// The apex of the triangle through `values` at row - 1, row and row + 1, where `row` is highest.
/// Exact for any triangle with a base of at least four rows. Beyond the first and last row the
/// triangle of decode/targets.h is assumed to go on.
double triangle_apex(const Column& values, long row, long end_row);

}  // namespace divisi::decode
