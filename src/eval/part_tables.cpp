#include "eval/part_tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "eval/table.h"

namespace divisi::eval {
namespace {

using Figures = std::map<std::string, double>;

constexpr Column kPartColumns[] = {{"parts_ref", "k", true},
                                   {"parts_est", "k est", true},
                                   {"parts_macro", "macroF"},
                                   {"parts_micro", "microF"},
                                   {"parts_note_macro", "note macroF"},
                                   {"parts_label_acc", "label"},
                                   {"one_macro", "one: macroF"},
                                   {"one_micro", "microF"},
                                   {"bands_macro", "bands: macroF"},
                                   {"bands_micro", "microF"},
                                   {"bands_note_macro", "note macroF"},
                                   {"bands_label_acc", "label"}};

constexpr Column kCountColumns[] = {{"parts_count_right", "right"},
                                    {"parts_count_near", "off by 1 at most"}};

constexpr Column kDrumColumns[] = {{"drums_ref", "hits", true},
                                   {"drums_est", "found", true},
                                   {"drums_kick_F1", "kickF"},
                                   {"drums_snare_F1", "snareF"},
                                   {"drums_hi-hat_F1", "hi-hatF"},
                                   {"drums_tom_F1", "tomF"},
                                   {"drums_cymbal_F1", "cymbalF"},
                                   {"drums_other_F1", "otherF"},
                                   {"drums_P", "P"},
                                   {"drums_R", "R"},
                                   {"drums_F1", "F"},
                                   {"drums_pooled_F1", "F of all hits"},
                                   {"drums_keys_F1", "F by key"}};

constexpr Column kPitchColumns[] = {{"pitch_moments", "moments", true},
                                    {"pitch_cents", "cents off", false, 1},
                                    {"pitch_25", "within 25"}};

double figure(const Figures& figures, const std::string& key) {
  const auto found = figures.find(key);
  return found != figures.end() ? found->second : 0.0;
}

template <class Holds>
std::vector<const Report*> reports_where(const std::vector<Report>& reports, const Holds& holds) {
  std::vector<const Report*> chosen;
  for (const Report& report : reports) {
    if (std::any_of(report.clips.begin(), report.clips.end(),
                    [&](const ClipScore& clip) { return holds(clip.figures); })) {
      chosen.push_back(&report);
    }
  }
  return chosen;
}

/// Whether sources of this clip could be told apart, and somebody tried.
bool has_parts(const Figures& figures) {
  return figures.contains("parts_macro") && figure(figures, "parts_est") > 1.0;
}

bool has_drums(const Figures& figures) {
  return figures.contains("drums_F1") && figure(figures, "drums_est") > 0.0;
}

bool has_pitch_tracks(const Figures& figures) { return figures.contains("pitch_25"); }

std::string with_count(const std::string& name, std::size_t count) {
  return name + " (" + std::to_string(count) + ")";
}

/// Rows for what has the figure `needed`.
std::string table_of(const std::vector<const Report*>& reports, std::span<const Column> columns,
                     const std::string& needed, bool per_clip) {
  if (reports.empty()) return "";
  std::string table;
  if (per_clip) {
    table += table_head("clip", columns);
    for (const Report* report : reports) {
      for (const ClipScore& clip : report->clips) {
        if (!clip.figures.contains(needed)) continue;
        table += table_row(clip.id, report->name, clip.figures, columns);
      }
    }
    table += "\n";
  }
  table += table_head("group (clips)", columns);
  for (const Report* report : reports) {
    for (const GroupScore& group : report->groups) {
      if (!group.figures.contains(needed)) continue;
      table += table_row(with_count(group.group, group.clip_count), report->name, group.figures,
                         columns);
    }
  }
  for (const Report* report : reports) {
    Figures means = report->overall.figures;
    for (const Column& column : columns) {
      if (column.is_count) means.erase(column.key);  // means of numbers over groups say nothing
    }
    const auto count =
        std::count_if(report->groups.begin(), report->groups.end(),
                      [&](const GroupScore& group) { return group.figures.contains(needed); });
    table +=
        table_row(std::to_string(count) + " groups, equal weight", report->name, means, columns);
  }
  return table;
}

/// The mean over all clips, each weighing the same.
std::string count_row_of_all_clips(const Report& report) {
  Figures sums;
  double clips = 0.0;
  for (const ClipScore& clip : report.clips) {
    if (!clip.figures.contains("parts_count_right")) continue;
    clips += 1.0;
    for (const Column& column : kCountColumns) sums[column.key] += clip.figures.at(column.key);
  }
  for (auto& [key, sum] : sums) sum /= clips;
  return table_row(with_count("all clips", static_cast<std::size_t>(clips)), report.name, sums,
                   kCountColumns);
}

/// Number of clips for each pair of true and estimated numbers of sources.
std::string confusion_of(const Report& report) {
  std::map<std::pair<int, int>, int> clips;
  std::set<int> truths;
  std::set<int> estimates;
  for (const ClipScore& clip : report.clips) {
    if (!clip.figures.contains("parts_ref")) continue;
    const auto truth = static_cast<int>(clip.figures.at("parts_ref"));
    const auto estimate = static_cast<int>(clip.figures.at("parts_est"));
    truths.insert(truth);
    estimates.insert(estimate);
    ++clips[{truth, estimate}];
  }
  std::string table = "| sources, " + report.name + " |";
  std::string rule = "|---|";
  for (const int estimate : estimates) {
    table += " found " + std::to_string(estimate) + " |";
    rule += "---|";
  }
  table += "\n" + rule + "\n";
  for (const int truth : truths) {
    table += "| " + std::to_string(truth) + " |";
    for (const int estimate : estimates) {
      const auto found = clips.find({truth, estimate});
      table +=
          " " + (found != clips.end() ? std::to_string(found->second) : std::string("-")) + " |";
    }
    table += "\n";
  }
  return table;
}

}  // namespace

std::string format_part_table(const std::vector<Report>& reports, bool per_clip) {
  return table_of(reports_where(reports, has_parts), kPartColumns, "parts_macro", per_clip);
}

std::string format_count_table(const std::vector<Report>& reports) {
  const std::vector<const Report*> chosen = reports_where(reports, has_parts);
  std::string table = table_of(chosen, kCountColumns, "parts_count_right", false);
  for (const Report* report : chosen) table += count_row_of_all_clips(*report);
  for (const Report* report : chosen) table += "\n" + confusion_of(*report);
  return table;
}

std::string format_drum_table(const std::vector<Report>& reports, bool per_clip) {
  return table_of(reports_where(reports, has_drums), kDrumColumns, "drums_F1", per_clip);
}

std::string format_pitch_table(const std::vector<Report>& reports, bool per_clip) {
  return table_of(reports_where(reports, has_pitch_tracks), kPitchColumns, "pitch_25", per_clip);
}

}  // namespace divisi::eval
