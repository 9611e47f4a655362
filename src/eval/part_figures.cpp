#include "eval/part_figures.h"

#include <cmath>

#include "eval/drums.h"
#include "eval/note_streams.h"
#include "eval/pitch_bands.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;
using Figures = std::map<std::string, double>;

void add_streams(const StreamScores& streams, const std::string& who, Figures& figures) {
  figures[who + "_macro"] = streams.macro_f1;
  figures[who + "_micro"] = streams.micro_f1;
  figures[who + "_note_macro"] = streams.note_macro_f1;
  if (streams.label_accuracy) figures[who + "_label_acc"] = *streams.label_accuracy;
}

void add_counts(const Counts& counts, const std::string& key, Figures& figures) {
  figures[key + "_tp"] = static_cast<double>(counts.true_positives);
  figures[key + "_fp"] = static_cast<double>(counts.false_positives);
  figures[key + "_fn"] = static_cast<double>(counts.false_negatives);
}

std::string class_key(score::PercussionClass percussion) {
  return "drums_" + std::string(score::percussion_name(percussion));
}

bool is_empty(const Counts& counts) {
  return counts.true_positives + counts.false_positives + counts.false_negatives == 0;
}

/// F1 in terms of counts, which may be means of counts.
double f1_of_counts(const Figures& figures, const std::string& key) {
  const double twice = 2.0 * figures.at(key + "_tp");
  const double all = twice + figures.at(key + "_fp") + figures.at(key + "_fn");
  return all > 0.0 ? twice / all : 0.0;
}

}  // namespace

void add_part_figures(const Notes& reference, const Notes& estimate, ClipScore& score) {
  const auto truth = static_cast<double>(sources_of(reference).size());
  const auto found = static_cast<double>(sources_of(estimate).size());
  if (truth < 1.0) return;
  score.figures["parts_ref"] = truth;
  score.figures["parts_est"] = found;
  score.figures["parts_count_right"] = found == truth ? 1.0 : 0.0;
  score.figures["parts_count_near"] = std::abs(found - truth) <= 1.0 ? 1.0 : 0.0;
  if (truth < 2.0) return;
  StreamScores parts = score_streams(reference, estimate);
  add_streams(parts, "parts", score.figures);
  score.sources = std::move(parts.sources);
  add_streams(score_streams(reference, in_one_source(estimate)), "one", score.figures);
  add_streams(score_streams(reference, in_pitch_bands(estimate, static_cast<std::size_t>(truth))),
              "bands", score.figures);
}

void add_drum_figures(const Notes& reference, const Notes& estimate, ClipScore& score) {
  const DrumCounts counts = score_drums(reference, estimate);
  const Counts all = pooled(counts);
  score.figures["drums_ref"] = static_cast<double>(all.true_positives + all.false_negatives);
  score.figures["drums_est"] = static_cast<double>(all.true_positives + all.false_positives);
  if (all.true_positives + all.false_negatives == 0) return;
  for (const auto& [percussion, own] : counts) {
    add_counts(own, class_key(percussion), score.figures);
    if (!is_empty(own)) score.figures[class_key(percussion) + "_F1"] = quality_of(own).f1;
  }
  add_counts(all, "drums", score.figures);
  const Quality quality = quality_of(all);
  score.figures["drums_P"] = quality.precision;
  score.figures["drums_R"] = quality.recall;
  score.figures["drums_F1"] = quality.f1;
  score.figures["drums_keys_F1"] = quality_of(score_drum_keys(reference, estimate)).f1;
}

void add_pooled_drum_figures(Figures& means) {
  if (!means.contains("drums_tp")) return;
  means["drums_pooled_F1"] = f1_of_counts(means, "drums");
  for (const score::PercussionClass percussion : score::kPercussionClasses) {
    const std::string key = class_key(percussion);
    means[key + "_pooled_F1"] = f1_of_counts(means, key);
  }
}

}  // namespace divisi::eval
