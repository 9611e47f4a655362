#include "eval/note_streams.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "eval/notes.h"
#include "eval/piano_roll.h"
#include "match/assignment.h"

namespace divisi::eval {
namespace {

using Notes = std::vector<core::AnnotatedNote>;

constexpr double kHop_s = 0.01;
constexpr int kNobody = -1;

/// The notes of one side, by source in order of name.
struct Side {
  std::vector<std::string> names;
  std::vector<Notes> notes;
  std::vector<PianoRoll> rolls;

  Side(const Notes& all, std::size_t frame_count) : names(sources_of(all)), notes(names.size()) {
    for (const core::AnnotatedNote& note : all) notes[index_of(note.source)].push_back(note);
    for (const Notes& own : notes) rolls.push_back(draw_piano_roll(own, kHop_s, frame_count));
  }
  std::size_t index_of(const std::string& name) const {
    return static_cast<std::size_t>(std::lower_bound(names.begin(), names.end(), name) -
                                    names.begin());
  }
};

/// Counts [reference source, estimated source].
std::vector<Counts> compare_all(const Side& reference, const Side& estimate) {
  std::vector<Counts> counts;
  for (const PianoRoll& truth : reference.rolls) {
    for (const PianoRoll& found : estimate.rolls) counts.push_back(compare_rolls(truth, found));
  }
  return counts;
}

/// For each reference source the estimated one, or kNobody.
std::vector<int> pair_sources(const std::vector<Counts>& counts, std::size_t rows,
                              std::size_t columns) {
  std::vector<double> costs;
  for (const Counts& pair : counts) costs.push_back(-quality_of(pair).f1);
  return match::minimum_cost_assignment(costs, rows, columns);
}

std::int64_t sounding_cells(const PianoRoll& roll) {
  return std::count(roll.cells.begin(), roll.cells.end(), 1);
}

double micro_f1(const StreamScores& scores, const Side& estimate, const std::vector<int>& partner) {
  Counts sum;
  for (const SourceScore& source : scores.sources) sum += source.frames;
  for (std::size_t e = 0; e < estimate.rolls.size(); ++e) {
    const bool is_paired =
        std::find(partner.begin(), partner.end(), static_cast<int>(e)) != partner.end();
    if (!is_paired) sum.false_positives += sounding_cells(estimate.rolls[e]);
  }
  return quality_of(sum).f1;
}

std::optional<double> label_accuracy(const Notes& reference, const Notes& estimate,
                                     const Side& truth, const Side& found,
                                     const std::vector<int>& partner) {
  const auto pairs =
      match_notes(to_timed_pitches(reference), to_timed_pitches(estimate), onset_and_pitch());
  if (pairs.empty()) return std::nullopt;
  const auto right = std::count_if(pairs.begin(), pairs.end(), [&](const match::Edge& pair) {
    const std::string& who = reference[static_cast<std::size_t>(pair.right)].source;
    const std::string& said = estimate[static_cast<std::size_t>(pair.left)].source;
    return partner[truth.index_of(who)] == static_cast<int>(found.index_of(said));
  });
  return static_cast<double>(right) / static_cast<double>(pairs.size());
}

SourceScore score_source(const Side& truth, std::size_t r, const Side& found,
                         const std::vector<Counts>& counts, int partner) {
  SourceScore source;
  source.reference = truth.names[r];
  if (partner == kNobody) {
    source.frames.false_negatives = sounding_cells(truth.rolls[r]);
    return source;
  }
  const auto e = static_cast<std::size_t>(partner);
  source.frames = counts[r * found.names.size() + e];
  source.frame_f1 = quality_of(source.frames).f1;
  source.note_f1 = score_notes(to_timed_pitches(truth.notes[r]), to_timed_pitches(found.notes[e]),
                               onset_and_pitch())
                       .f1;
  if (source.frames.true_positives > 0) source.estimate = found.names[e];
  return source;
}

double mean_of(const std::vector<SourceScore>& sources, double SourceScore::*figure) {
  double sum = 0.0;
  for (const SourceScore& source : sources) sum += source.*figure;
  return sources.empty() ? 0.0 : sum / static_cast<double>(sources.size());
}

}  // namespace

StreamScores score_streams(const Notes& reference, const Notes& estimate) {
  const std::size_t frame_count = frames_to_cover(reference, estimate, kHop_s);
  const Side truth(reference, frame_count);
  const Side found(estimate, frame_count);
  const std::vector<Counts> counts = compare_all(truth, found);
  const std::vector<int> partner = pair_sources(counts, truth.names.size(), found.names.size());
  StreamScores scores;
  scores.reference_count = truth.names.size();
  scores.estimate_count = found.names.size();
  for (std::size_t r = 0; r < truth.names.size(); ++r) {
    scores.sources.push_back(score_source(truth, r, found, counts, partner[r]));
  }
  scores.macro_f1 = mean_of(scores.sources, &SourceScore::frame_f1);
  scores.micro_f1 = micro_f1(scores, found, partner);
  scores.note_macro_f1 = mean_of(scores.sources, &SourceScore::note_f1);
  scores.label_accuracy = label_accuracy(reference, estimate, truth, found, partner);
  return scores;
}

std::vector<std::string> sources_of(const Notes& notes) {
  std::vector<std::string> names;
  for (const core::AnnotatedNote& note : notes) names.push_back(note.source);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace divisi::eval
