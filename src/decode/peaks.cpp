#include "decode/peaks.h"

#include <algorithm>

namespace divisi::decode {
namespace {

/// How far `top` stands above the lowest value on one side, going no further than a higher value.
float drop_on_side(const Column& values, long row, long step, long reach, float top) {
  float lowest = top;
  for (long distance = 1; distance <= reach; ++distance) {
    const float value = values[row + step * distance];
    if (value > top) break;
    lowest = std::min(lowest, value);
  }
  return top - lowest;
}

/// The apex' distance from a border row, where only the inner neighbour is known. A triangle that
/// falls by half its height per row has values h (1 - x/2) and h (1 - (1 - x)/2) there.
double apex_from_border(float border, float inner) {
  const double ratio = (inner - border) / border;
  return std::clamp((ratio + 0.5) / (1.0 + 0.5 * ratio), 0.0, 0.5);
}

}  // namespace

double triangle_apex(const Column& values, long row, long end_row) {
  const double before = values[row - 1];
  const double top = values[row];
  const double behind = values[row + 1];
  const double centre = static_cast<double>(row);
  if (row == 0 && end_row > 1) return centre + apex_from_border(values[row], values[row + 1]);
  if (row + 1 == end_row && row > 0) {
    return centre - apex_from_border(values[row], values[row - 1]);
  }
  const double lower = std::min(before, behind);
  return top > lower ? centre + 0.5 * (behind - before) / (top - lower) : centre;
}

std::optional<Peak> peak_at(const Column& values, long row, const PeakSearch& search) {
  const float top = values[row];
  if (top < search.threshold || values[row - 1] >= top) return std::nullopt;
  long last = row;
  while (last < row + search.reach_rows && values[last + 1] == top) ++last;
  const bool is_endless = last == row + search.reach_rows;
  if (!is_endless && values[last + 1] > top) return std::nullopt;

  Peak peak;
  peak.height = top;
  peak.prominence = is_endless ? drop_on_side(values, row, -1, search.reach_rows, top)
                               : std::min(drop_on_side(values, row, -1, search.reach_rows, top),
                                          drop_on_side(values, row, +1, search.reach_rows, top));
  if (last == row) {
    peak.position = triangle_apex(values, row, search.end_row);
  } else {
    peak.position = is_endless ? static_cast<double>(row) : 0.5 * static_cast<double>(row + last);
  }
  return peak;
}

}  // namespace divisi::decode
