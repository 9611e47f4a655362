#include "eval/stem_report.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "core/json.h"
#include "eval/figures_json.h"
#include "eval/table.h"

namespace divisi::eval {
namespace {

constexpr double kGood_db = 3.0;

constexpr Column kColumns[] = {{"clips", "clips", true},
                               {"parts", "parts", true},
                               {"silent", "silent", true},
                               {"unmatched", "unmatched", true},
                               {"gain_median", "median gain", false, 2},
                               {"gain_mean", "mean gain", false, 2},
                               {"gain_above3", "above 3 dB", false, 2},
                               {"mix_mean", "mixture", false, 2},
                               {"sdr_median", "median SI-SDR", false, 2},
                               {"sdr_mean", "SI-SDR", false, 2},
                               {"sir_mean", "SI-SIR", false, 2},
                               {"sar_mean", "SI-SAR", false, 2},
                               {"bss_sdr_mean", "SDR", false, 2},
                               {"bss_sir_mean", "SIR", false, 2},
                               {"bss_sar_mean", "SAR", false, 2}};

/// Those of BSS Eval, the last ones, only where somebody asked for them.
std::span<const Column> columns_for(const std::vector<StemReport>& reports) {
  constexpr std::size_t kOfBssEval = 3;
  for (const StemReport& report : reports) {
    for (const StemClipScore& clip : report.clips) {
      if (!clip.parts.empty() && clip.parts.front().bss_eval) return kColumns;
    }
  }
  return std::span<const Column>(kColumns).first(std::size(kColumns) - kOfBssEval);
}

/// Values of one figure over parts.
class Values {
 public:
  void add(double value) { values_.push_back(value); }
  bool empty() const { return values_.empty(); }
  double mean() const {
    double sum = 0.0;
    for (const double value : values_) sum += value;
    return sum / static_cast<double>(values_.size());
  }
  /// Between the two in the middle where their number is even.
  double median() {
    std::sort(values_.begin(), values_.end());
    const std::size_t middle = values_.size() / 2;
    return values_.size() % 2 == 1 ? values_[middle]
                                   : 0.5 * (values_[middle - 1] + values_[middle]);
  }

 private:
  std::vector<double> values_;
};

/// Without the clips' counts, which parts alone do not tell.
std::map<std::string, double> summarize_parts(const std::vector<const StemFigures*>& parts) {
  std::map<std::string, Values> values;
  double unmatched = 0.0;
  for (const StemFigures* part : parts) {
    values["gain"].add(part->improvement_db);
    values["gain_above3"].add(part->improvement_db > kGood_db ? 1.0 : 0.0);
    values["mix"].add(part->mixture_sdr_db);
    values["sdr"].add(part->figures.sdr_db);
    values["sir"].add(part->figures.sir_db);
    values["sar"].add(part->figures.sar_db);
    if (part->bss_eval) {
      values["bss_sdr"].add(part->bss_eval->sdr_db);
      values["bss_sir"].add(part->bss_eval->sir_db);
      values["bss_sar"].add(part->bss_eval->sar_db);
    }
    unmatched += part->estimate.empty() ? 1.0 : 0.0;
  }
  std::map<std::string, double> figures{{"parts", static_cast<double>(parts.size())},
                                        {"unmatched", unmatched}};
  for (auto& [key, each] : values) {
    if (key == "gain_above3") {
      figures[key] = each.mean();
      continue;
    }
    figures[key + "_mean"] = each.mean();
    if (key == "gain" || key == "sdr") figures[key + "_median"] = each.median();
  }
  return figures;
}

std::vector<const StemFigures*> parts_of(const std::vector<StemClipScore>& clips,
                                         const std::string& source) {
  std::vector<const StemFigures*> parts;
  for (const StemClipScore& clip : clips) {
    for (const StemFigures& part : clip.parts) {
      if (source.empty() || part.source == source) parts.push_back(&part);
    }
  }
  return parts;
}

std::vector<StemClipScore> of_group(const StemReport& report, const std::string& group) {
  std::vector<StemClipScore> clips;
  for (const StemClipScore& clip : report.clips) {
    if (clip.group == group) clips.push_back(clip);
  }
  return clips;
}

std::set<std::string> groups_of(const std::vector<StemReport>& reports) {
  std::set<std::string> groups;
  for (const StemReport& report : reports) {
    for (const StemClipScore& clip : report.clips) groups.insert(clip.group);
  }
  return groups;
}

std::set<std::string> sources_of(const std::vector<StemReport>& reports) {
  std::set<std::string> sources;
  for (const StemReport& report : reports) {
    for (const StemFigures* part : parts_of(report.clips, "")) sources.insert(part->source);
  }
  return sources;
}

std::string format_clips(const std::vector<StemReport>& reports, std::span<const Column> columns) {
  std::string text = table_head("clip", columns);
  for (const StemReport& report : reports) {
    for (const StemClipScore& clip : report.clips) {
      text += table_row(clip.id, report.name, summarize_stems({clip}), columns);
    }
  }
  return text + "\n";
}

std::string part_json(const StemFigures& part) {
  std::map<std::string, double> figures{{"gain", part.improvement_db},
                                        {"mix", part.mixture_sdr_db},
                                        {"sdr", part.figures.sdr_db},
                                        {"sir", part.figures.sir_db},
                                        {"sar", part.figures.sar_db}};
  if (part.bss_eval) {
    figures["bss_sdr"] = part.bss_eval->sdr_db;
    figures["bss_sir"] = part.bss_eval->sir_db;
    figures["bss_sar"] = part.bss_eval->sar_db;
  }
  return "{\"source\": " + core::quote_json(part.source) +
         ", \"estimate\": " + (part.estimate.empty() ? "null" : core::quote_json(part.estimate)) +
         ", \"figures\": " + figures_json(figures) + "}";
}

std::string clip_json(const StemClipScore& clip) {
  std::string parts;
  for (const StemFigures& part : clip.parts) {
    parts += (parts.empty() ? "" : ",\n       ") + part_json(part);
  }
  return core::quote_json(clip.id) + ": {\"group\": " + core::quote_json(clip.group) +
         ", \"silent\": " + std::to_string(clip.silent_count) +
         ", \"estimates\": " + std::to_string(clip.estimate_count) + ", \"parts\": [" + parts +
         "]}";
}

std::string report_json(const StemReport& report) {
  std::string clips;
  for (const StemClipScore& clip : report.clips) {
    clips += (clips.empty() ? "\n     " : ",\n     ") + clip_json(clip);
  }
  std::string groups;
  for (const std::string& group : groups_of({report})) {
    groups += (groups.empty() ? "\n     " : ",\n     ") + core::quote_json(group) + ": " +
              figures_json(summarize_stems(of_group(report, group)));
  }
  std::string sources;
  for (const std::string& source : sources_of({report})) {
    sources += (sources.empty() ? "\n     " : ",\n     ") + core::quote_json(source) + ": " +
               figures_json(summarize_parts(parts_of(report.clips, source)));
  }
  return "  {\"name\": " + core::quote_json(report.name) + ",\n   \"clips\": {" + clips +
         "},\n   \"groups\": {" + groups + "},\n   \"sources\": {" + sources +
         "},\n   \"overall\": " + figures_json(summarize_stems(report.clips)) + "}";
}

}  // namespace

std::map<std::string, double> summarize_stems(const std::vector<StemClipScore>& clips) {
  std::map<std::string, double> figures = summarize_parts(parts_of(clips, ""));
  double silent = 0.0;
  for (const StemClipScore& clip : clips) silent += static_cast<double>(clip.silent_count);
  figures["clips"] = static_cast<double>(clips.size());
  figures["silent"] = silent;
  return figures;
}

std::string format_stem_table(const std::vector<StemReport>& reports, bool per_clip,
                              std::size_t most_names) {
  const std::span<const Column> columns = columns_for(reports);
  std::string text = per_clip ? format_clips(reports, columns) : "";
  text += table_head("group", columns);
  for (const std::string& group : groups_of(reports)) {
    for (const StemReport& report : reports) {
      text += table_row(group, report.name, summarize_stems(of_group(report, group)), columns);
    }
  }
  for (const StemReport& report : reports) {
    text += table_row("all", report.name, summarize_stems(report.clips), columns);
  }
  const std::set<std::string> sources = sources_of(reports);
  if (sources.size() > most_names) return text;
  text += "\n" + table_head("source", columns);
  for (const std::string& source : sources) {
    for (const StemReport& report : reports) {
      text +=
          table_row(source, report.name, summarize_parts(parts_of(report.clips, source)), columns);
    }
  }
  return text;
}

std::string format_stem_json(const std::vector<StemReport>& reports) {
  std::string json = "[";
  for (const StemReport& report : reports) {
    json += (json.size() > 1 ? ",\n" : "\n") + report_json(report);
  }
  return json + "\n]\n";
}

}  // namespace divisi::eval
