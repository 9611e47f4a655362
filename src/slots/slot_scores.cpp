#include "slots/slot_scores.h"

#include <numeric>

#include "eval/average_precision.h"
#include "eval/counts.h"

namespace divisi::slots {
namespace {

/// Cells of one kind, all pieces one after the other.
struct Cells {
  std::vector<float> scores;
  std::vector<std::uint8_t> truth;

  void add(const std::vector<float>& said, const std::vector<std::uint8_t>& is) {
    scores.insert(scores.end(), said.begin(), said.end());
    truth.insert(truth.end(), is.begin(), is.end());
  }
};

Cells mixture_cells(const std::vector<PieceVerdict>& pieces) {
  Cells cells;
  for (const PieceVerdict& piece : pieces) cells.add(piece.mixture, piece.roll);
  return cells;
}

Cells slot_cells(const std::vector<PieceVerdict>& pieces) {
  Cells cells;
  for (const PieceVerdict& piece : pieces) {
    for (std::size_t m = 0; m < piece.slots.size(); ++m) cells.add(piece.slots[m], piece.rolls[m]);
  }
  return cells;
}

void add_figures(const std::string& of, const Cells& cells, double threshold,
                 std::map<std::string, double>& figures) {
  eval::Counts counts;
  for (std::size_t i = 0; i < cells.scores.size(); ++i) {
    const bool said = cells.scores[i] >= static_cast<float>(threshold), is = cells.truth[i] != 0;
    counts.true_positives += said && is ? 1 : 0;
    counts.false_positives += said && !is ? 1 : 0;
    counts.false_negatives += !said && is ? 1 : 0;
  }
  const eval::Quality quality = eval::quality_of(counts);
  figures[of + "_ap"] = eval::rank_cells(cells.scores, cells.truth).average_precision;
  figures[of + "_p"] = quality.precision;
  figures[of + "_r"] = quality.recall;
  figures[of + "_f1"] = quality.f1;
}

/// Share of numbers that are the same.
double accuracy(const std::vector<PieceVerdict>& pieces, std::vector<int> PieceVerdict::*said,
                std::vector<int> PieceVerdict::*is) {
  double hits = 0.0, all = 0.0;
  for (const PieceVerdict& piece : pieces) {
    for (std::size_t i = 0; i < (piece.*said).size(); ++i)
      hits += (piece.*said)[i] == (piece.*is)[i] ? 1.0 : 0.0;
    all += static_cast<double>((piece.*said).size());
  }
  return all > 0.0 ? hits / all : 0.0;
}

}  // namespace

SlotThresholds best_thresholds(const std::vector<PieceVerdict>& validation) {
  const Cells mixture = mixture_cells(validation), slots = slot_cells(validation);
  SlotThresholds best;
  best.mixture = eval::rank_cells(mixture.scores, mixture.truth).best_threshold;
  if (!slots.scores.empty())
    best.slots = eval::rank_cells(slots.scores, slots.truth).best_threshold;
  return best;
}

std::map<std::string, double> score_pieces(const std::vector<PieceVerdict>& test,
                                           const SlotThresholds& thresholds) {
  std::map<std::string, double> figures;
  add_figures("mixture", mixture_cells(test), thresholds.mixture, figures);
  const Cells slots = slot_cells(test);
  if (slots.scores.empty()) return figures;
  add_figures("slot", slots, thresholds.slots, figures);
  figures["slot_polyphony_accuracy"] =
      accuracy(test, &PieceVerdict::said_slot_polyphony, &PieceVerdict::true_slot_polyphony);
  std::vector<double> cosines;
  for (const PieceVerdict& piece : test)
    cosines.insert(cosines.end(), piece.cosines.begin(), piece.cosines.end());
  if (!cosines.empty()) {
    figures["cosine"] =
        std::accumulate(cosines.begin(), cosines.end(), 0.0) / static_cast<double>(cosines.size());
  }
  if (!test.front().said_polyphony.empty()) {
    figures["polyphony_accuracy"] =
        accuracy(test, &PieceVerdict::said_polyphony, &PieceVerdict::true_polyphony);
  }
  return figures;
}

}  // namespace divisi::slots
