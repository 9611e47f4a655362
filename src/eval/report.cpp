#include "eval/report.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <set>

#include "core/json.h"
#include "eval/figures_json.h"
#include "eval/part_figures.h"
#include "eval/table.h"

namespace divisi::eval {
namespace {

constexpr Column kColumns[] = {
    {"frame10_P", "P10"},       {"frame10_R", "R10"},   {"frame10_F1", "F10"},
    {"frame10_acc", "acc10"},   {"frame32_F1", "F32"},  {"frame32_acc", "acc32"},
    {"AP10", "AP10"},           {"AP32", "AP32"},       {"post10_F1", "postF10"},
    {"best10_F1", "bestF10"},   {"best10_thr", "@thr"}, {"note_on_P", "onP"},
    {"note_on_R", "onR"},       {"note_on_F1", "onF"},  {"note_onoff_F1", "onoffF"},
    {"note_onvel_F1", "onvelF"}};

using Figures = std::map<std::string, double>;

/// Sums of figures and how many there were of each.
struct Tally {
  std::map<std::string, std::pair<double, std::size_t>> sums;

  void add(const Figures& figures) {
    for (const auto& [key, value] : figures) {
      sums[key].first += value;
      ++sums[key].second;
    }
  }
  std::size_t count_of(const std::string& key) const {
    const auto found = sums.find(key);
    return found != sums.end() ? found->second.second : 0;
  }
  /// Of what at least so many had.
  Figures means(const std::function<std::size_t(const std::string& key)>& at_least) const {
    Figures result;
    for (const auto& [key, sum] : sums) {
      if (sum.second >= at_least(key)) result[key] = sum.first / static_cast<double>(sum.second);
    }
    return result;
  }
};

bool begins_with_one_of(const std::string& key, std::initializer_list<const char*> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const char* beginning) { return key.rfind(beginning, 0) == 0; });
}

/// How many groups must have a figure so that it has an overall mean: all that could.
std::size_t groups_concerned(const std::string& key, const Tally& tally, std::size_t groups) {
  if (begins_with_one_of(key, {"parts_count", "parts_ref", "parts_est"})) {
    return tally.count_of("parts_ref");
  }
  if (begins_with_one_of(key, {"parts_", "one_", "bands_"})) return tally.count_of("parts_macro");
  if (begins_with_one_of(key, {"drums_"})) return tally.count_of("drums_F1");
  if (begins_with_one_of(key, {"pitch_"})) return tally.count_of("pitch_25");
  return groups;
}

/// Point by point: all curves are sampled at the same thresholds.
std::vector<CurvePoint> mean_curve(const std::vector<const std::vector<CurvePoint>*>& curves) {
  std::vector<CurvePoint> mean;
  double count = 0.0;
  for (const auto* curve : curves) {
    if (curve->empty()) continue;
    if (mean.empty()) mean.assign(curve->size(), CurvePoint{});
    count += 1.0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i].threshold = (*curve)[i].threshold;
      mean[i].precision += (*curve)[i].precision;
      mean[i].recall += (*curve)[i].recall;
    }
  }
  for (CurvePoint& point : mean) {
    point.precision /= count;
    point.recall /= count;
  }
  return mean;
}

GroupScore summarize_group(const std::string& group, const std::vector<ClipScore>& clips) {
  GroupScore result{group, 0, {}, {}};
  Tally tally;
  std::vector<const std::vector<CurvePoint>*> curves;
  for (const ClipScore& clip : clips) {
    if (clip.group != group) continue;
    ++result.clip_count;
    tally.add(clip.figures);
    curves.push_back(&clip.curve);
  }
  result.figures = tally.means([](const std::string&) { return 1U; });
  add_pooled_drum_figures(result.figures);
  result.curve = mean_curve(curves);
  return result;
}

std::string curve_json(const std::vector<CurvePoint>& curve) {
  std::string json = "[";
  for (const CurvePoint& point : curve) {
    json += (json.size() > 1 ? ", [" : "[") + exact(point.threshold) + ", " +
            exact(point.precision) + ", " + exact(point.recall) + "]";
  }
  return json + "]";
}

std::string sources_json(const std::vector<SourceScore>& sources) {
  std::string json = "[";
  for (const SourceScore& source : sources) {
    json += (json.size() > 1 ? ", " : "") + std::string("{\"reference\": ") +
            core::quote_json(source.reference) +
            ", \"estimate\": " + (source.estimate ? core::quote_json(*source.estimate) : "null") +
            ", \"frame_F1\": " + exact(source.frame_f1) +
            ", \"note_F1\": " + exact(source.note_f1) + "}";
  }
  return json + "]";
}

std::string clip_json(const ClipScore& clip) {
  return core::quote_json(clip.id) + ": {\"group\": " + core::quote_json(clip.group) +
         ", \"figures\": " + figures_json(clip.figures) +
         (clip.sources.empty() ? "" : ", \"sources\": " + sources_json(clip.sources)) + "}";
}

std::string report_json(const Report& report) {
  std::string json = "  {\"name\": " + core::quote_json(report.name) + ",\n   \"clips\": {";
  for (const ClipScore& clip : report.clips) {
    json += (&clip == report.clips.data() ? "\n    " : ",\n    ") + clip_json(clip);
  }
  json += "},\n   \"groups\": {";
  for (const GroupScore& group : report.groups) {
    json += (&group == report.groups.data() ? "\n    " : ",\n    ") +
            core::quote_json(group.group) + ": {\"clips\": " + std::to_string(group.clip_count) +
            ", \"figures\": " + figures_json(group.figures) + "}";
  }
  return json + "},\n   \"overall\": " + figures_json(report.overall.figures) +
         ",\n   \"curve_threshold_precision_recall\": " + curve_json(report.overall.curve) + "}";
}

/// RFC 4180.
std::string quote_csv(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Report summarize(const std::string& name, std::vector<ClipScore> clips) {
  Report report;
  report.name = name;
  report.clips = std::move(clips);
  std::sort(report.clips.begin(), report.clips.end(),
            [](const ClipScore& a, const ClipScore& b) { return a.id < b.id; });
  std::set<std::string> names;
  for (const ClipScore& clip : report.clips) names.insert(clip.group);
  Tally tally;
  for (const std::string& group : names) {
    report.groups.push_back(summarize_group(group, report.clips));
    tally.add(report.groups.back().figures);
  }
  std::vector<const std::vector<CurvePoint>*> curves;
  for (const GroupScore& group : report.groups) curves.push_back(&group.curve);
  const auto at_least = [&](const std::string& key) {
    return groups_concerned(key, tally, report.groups.size());
  };
  report.overall = {"overall", report.groups.size(), tally.means(at_least), mean_curve(curves)};
  return report;
}

std::string format_table(const std::vector<Report>& reports, bool per_clip) {
  std::string table;
  const auto add_row = [&](const std::string& what, const Report& report, const Figures& figures) {
    table += table_row(what, report.name, figures, kColumns);
  };
  if (per_clip) {
    table += table_head("clip (notes)", kColumns);
    for (const Report& report : reports) {
      for (const ClipScore& clip : report.clips) {
        const auto count = static_cast<long>(clip.figures.at("n_ref"));
        add_row(clip.id + " (" + std::to_string(count) + ")", report, clip.figures);
      }
    }
    table += "\n";
  }
  table += table_head("group (clips)", kColumns);
  for (const Report& report : reports) {
    for (const GroupScore& group : report.groups) {
      add_row(group.group + " (" + std::to_string(group.clip_count) + ")", report, group.figures);
    }
  }
  for (const Report& report : reports) {
    add_row(std::to_string(report.groups.size()) + " groups, equal weight", report,
            report.overall.figures);
  }
  return table;
}

std::string format_json(const std::vector<Report>& reports) {
  std::string json = "{\"reports\": [\n";
  for (const Report& report : reports) {
    json += (&report == reports.data() ? "" : ",\n") + report_json(report);
  }
  return json + "\n]}\n";
}

std::string format_csv(const std::vector<Report>& reports) {
  std::set<std::string> keys;
  for (const Report& report : reports) {
    for (const ClipScore& clip : report.clips) {
      for (const auto& [key, value] : clip.figures) keys.insert(key);
    }
  }
  std::string csv = "clip,group,who";
  for (const std::string& key : keys) csv += "," + key;
  csv += "\n";
  for (const Report& report : reports) {
    for (const ClipScore& clip : report.clips) {
      csv += quote_csv(clip.id) + "," + quote_csv(clip.group) + "," + quote_csv(report.name);
      for (const std::string& key : keys) {
        const auto found = clip.figures.find(key);
        csv += "," + (found != clip.figures.end() ? exact(found->second) : std::string());
      }
      csv += "\n";
    }
  }
  return csv;
}

}  // namespace divisi::eval
