/// Separation of many clips as tables: medians and means over parts.
///
/// A part counts once, in its group and over all: of a mixture of seven there are seven. (Groups of
/// notes weigh the same in eval/report.h; stems are in three collections only.)
/// Thread    safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eval/stem_score.h"

namespace divisi::eval {

struct StemReport {
  std::string name;  ///< of the estimates
  std::vector<StemClipScore> clips;
};

/// Figures of some parts. The keys:
///   clips, parts, silent, unmatched   how many; silent references are no parts
///   gain_median, gain_mean            SI-SDR improvement over the mixture
///   gain_above3                       share of parts that gain more than 3 dB
///   sdr_median, sdr_mean, sir_mean, sar_mean   scale-invariant
///   mix_mean                          SI-SDR of the mixture
///   bss_sdr_mean, bss_sir_mean, bss_sar_mean   where they were asked for
std::map<std::string, double> summarize_stems(const std::vector<StemClipScore>& clips);

/// Markdown: each group, with `per_clip` also each clip, then all; for every report. Then who is
/// separated how well by the references' names, where there are at most `most_names` of them.
std::string format_stem_table(const std::vector<StemReport>& reports, bool per_clip,
                              std::size_t most_names = 12);

/// All figures of all parts, groups, sources and overall.
std::string format_stem_json(const std::vector<StemReport>& reports);

}  // namespace divisi::eval
