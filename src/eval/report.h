/// Many clips as one result: means within groups, and over groups with equal weight.
///
/// Source    ours: equal weight for each group, so that a collection with many clips counts no more
///           than one with few; the rule of the published peers' comparison.
/// Thread    safe.
#pragma once

#include <string>
#include <vector>

#include "eval/clip_score.h"

namespace divisi::eval {

/// Means of the figures of some clips.
struct GroupScore {
  std::string group;
  std::size_t clip_count = 0;
  std::map<std::string, double> figures;
  std::vector<CurvePoint> curve;
};

struct Report {
  std::string name;                ///< of the estimates: a model, a program
  std::vector<ClipScore> clips;    ///< in order of id
  std::vector<GroupScore> groups;  ///< in order of name
  GroupScore overall;              ///< each group counts once
};

/// A group's mean is over those of its clips that have the figure. The overall mean is given only
/// where all groups have it, since means over different groups must not be compared; figures of
/// parts and of drums (eval/clip_score.h), where all groups have it whose references have several
/// sources, or drums.
Report summarize(const std::string& name, std::vector<ClipScore> clips);

/// Markdown: one row for each group and report, then the overall means; with `per_clip` also one
/// row for each clip, before.
std::string format_table(const std::vector<Report>& reports, bool per_clip);

/// All figures of all clips, groups and overall; and who was taken for whom.
std::string format_json(const std::vector<Report>& reports);

/// One row for each clip and report, one column for each figure.
std::string format_csv(const std::vector<Report>& reports);

}  // namespace divisi::eval
