#include "decode/ghosts.h"

#include <algorithm>
#include <cmath>

namespace divisi::decode {
namespace {

constexpr long kLeadInRows = 4;         // rows before the onset: the rise belongs to the envelope
constexpr double kFlatVariance = 1e-4;  // an envelope that moves less says nothing

struct Rows {
  long begin;
  long end;
};

bool begin_together(const LiveNote& a, const LiveNote& b, const DecodeTuning& tuning) {
  const double tolerance = a.start.is_soft || b.start.is_soft ? tuning.ghost_soft_coincidence_frames
                                                              : tuning.ghost_coincidence_frames;
  return std::abs(a.start.position - b.start.position) <= tolerance;
}

double mean_over(const Column& values, const Rows& rows) {
  double sum = 0.0;
  for (long row = rows.begin; row < rows.end; ++row) sum += values[row];
  return sum / static_cast<double>(rows.end - rows.begin);
}

/// Pearson's correlation; 1 where an envelope is flat, since it contradicts nothing.
double correlation(const Column& a, const Column& b, const Rows& rows) {
  const double mean_a = mean_over(a, rows);
  const double mean_b = mean_over(b, rows);
  double aa = 0.0;
  double bb = 0.0;
  double ab = 0.0;
  for (long row = rows.begin; row < rows.end; ++row) {
    const double da = a[row] - mean_a;
    const double db = b[row] - mean_b;
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  const double least = kFlatVariance * static_cast<double>(rows.end - rows.begin);
  return aa < least || bb < least ? 1.0 : ab / std::sqrt(aa * bb);
}

/// Geometric mean of the onset and the frames that the candidate lives through.
double strength(const LiveNote& note, const Column& frame, const Rows& rows,
                const DecodeTuning& tuning) {
  const double onset = note.start.is_soft ? std::max<double>(note.start.onset, tuning.soft_belief)
                                          : static_cast<double>(note.start.onset);
  return std::sqrt(onset * mean_over(frame, rows));
}

}  // namespace

bool is_ghost_of(const LiveNote& candidate, const Column& candidate_frame, const LiveNote& source,
                 const Column& source_frame, int interval, const Rules& rules, long until_row) {
  const DecodeTuning& tuning = rules.tuning;
  if (!begin_together(candidate, source, tuning)) return false;

  // A soft note may be recognised long after it began: then its latest rows are compared.
  const long first = std::max(candidate.start.row, until_row - rules.ghost_wait_rows);
  const long last = std::min(until_row, first + rules.ghost_head_rows);
  const Rows lived{first, std::clamp(candidate.last_sounding_row, first, last) + 1};
  const double own = strength(candidate, candidate_frame, lived, tuning);
  const double theirs = strength(source, source_frame, lived, tuning);
  const double ratio = interval > 0 ? tuning.ghost_ratio_above : tuning.ghost_ratio_below;
  if (own >= tuning.ghost_keep || own > ratio * theirs) return false;

  const Rows head{std::max(0L, first - kLeadInRows), last + 1};
  return correlation(candidate_frame, source_frame, head) >= tuning.ghost_correlation;
}

}  // namespace divisi::decode
