/// Tables of figures that not all clips have (eval/clip_score.h): parts, their number, drums,
/// bends.
///
/// Each is empty where no report has anything to show: no estimate with several sources on a clip
/// that has several, no hit of a drum on clips that have some, or no note near a fundamental
/// frequency. A report without is left out.
#pragma once

#include <string>
#include <vector>

#include "eval/report.h"

namespace divisi::eval {

/// How well sources were told apart, beside the two baselines. Groups, with `per_clip` clips
/// before, and means over the groups that have such figures.
std::string format_part_table(const std::vector<Report>& reports, bool per_clip);

/// How often the number of sources was right, and off by at most one, for each group and over all
/// clips; then, for each report, how many clips of each true number got each number.
std::string format_count_table(const std::vector<Report>& reports);

/// Drum hits: F1 for each class and for all; "all hits" is F1 of all hits of a group's clips
/// together.
std::string format_drum_table(const std::vector<Report>& reports, bool per_clip);

/// How near notes are to the reference's fundamental frequencies, from moment to moment.
std::string format_pitch_table(const std::vector<Report>& reports, bool per_clip);

}  // namespace divisi::eval
