#include "parts/slot_grouping.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "parts/average_linkage.h"
#include "parts/slot_inputs.h"

namespace divisi::parts {
namespace {

double probability(float logit) { return 1.0 / (1.0 + std::exp(-static_cast<double>(logit))); }

/// What the network says, as [K, K] logits and [K] probabilities.
struct Verdict {
  Map2d logits;
  std::vector<double> activity;
};

Verdict ask(const SlottedNotes& notes, const PairModel& pairs, const models::SlotsModel& network) {
  nn::Map items;
  nn::Map relations;
  fill_slots(notes, pairs, items, relations);
  models::Workspace workspace;
  const models::SlotVerdict<nn::Map> said = network.run(items, relations, workspace);
  const int count = notes.slot_count;
  const int reach = said.joined.positions() / 2;
  Verdict verdict{Map2d(static_cast<std::size_t>(count), static_cast<std::size_t>(count)), {}};
  for (int k = 0; k < count; ++k) {
    for (int l = 0; l < count; ++l) {
      verdict.logits.at(static_cast<std::size_t>(k), static_cast<std::size_t>(l)) =
          said.joined.at(k, l - k + reach, 0);
    }
    verdict.activity.push_back(probability(said.activity.at(k, 0, 0)));
  }
  return verdict;
}

/// [K] the source of each slot.
std::vector<int> join(const Map2d& logits, const Slots& slots, const SlotOptions& options,
                      const GroupOptions& grouping) {
  std::vector<double> weights(logits.rows, 0.0);
  for (const int slot : slots.of_note) weights[static_cast<std::size_t>(slot)] += 1.0;
  // A slot of a hundred notes is surer than one of four, but not twenty-five times.
  for (double& weight : weights) weight = std::sqrt(weight);
  const auto fewest = static_cast<std::size_t>(std::max(1, grouping.count));
  const auto most = static_cast<std::size_t>(grouping.count > 0 ? grouping.count : grouping.most);
  return average_linkage({logits.cells, weights}, [&](double logit, std::size_t groups) {
    return groups > most || (groups > fewest && logit >= options.join_logit);
  });
}

/// [K] the part that won most of each slot's notes.
std::vector<int> winners(const Slots& slots, const Grouping& parts) {
  const auto part_count = static_cast<std::size_t>(parts.part_count);
  std::vector<int> won(static_cast<std::size_t>(slots.count) * part_count, 0);
  std::vector<int> notes(static_cast<std::size_t>(slots.count), 0);
  for (std::size_t n = 0; n < slots.of_note.size(); ++n) {
    const auto slot = static_cast<std::size_t>(slots.of_note[n]);
    ++notes[slot];
    ++won[slot * part_count + static_cast<std::size_t>(parts.part_of_note[n])];
  }
  std::vector<int> winner;
  for (std::size_t k = 0; k < notes.size(); ++k) {
    const auto begin = won.begin() + static_cast<std::ptrdiff_t>(k * part_count);
    const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(part_count));
    winner.push_back(2 * *best >= notes[k] ? static_cast<int>(best - begin) : -1);
  }
  return winner;
}

}  // namespace

Slots first_slots(const NoteTokens& remembered, const PairModel& pairs, double fine_logit) {
  GroupOptions fine;
  fine.merge_logit = fine_logit;
  fine.most = models::kMostSlots;
  fine.smallest_share = 0.0;
  fine.smallest_notes = 1;
  Grouping groups = group_notes(remembered, pairs, fine);
  return {groups.part_count, std::move(groups.part_of_note)};
}

SlotGrouping group_by_slots(const NoteTokens& heard, const NoteTokens& remembered,
                            const PairModel& pairs, const models::SlotsModel& network,
                            const SlotOptions& options, const GroupOptions& grouping) {
  if (heard.count() == 0) return {};
  SlotGrouping result;
  result.slots = first_slots(remembered, pairs, options.fine_logit);
  const Slots& slots = result.slots;
  const Verdict verdict = ask({heard, remembered, slots.of_note, slots.count}, pairs, network);
  const std::vector<int> source_of_slot = join(verdict.logits, slots, options, grouping);

  std::vector<int> source_of_note;
  for (const int slot : slots.of_note) {
    const auto k = static_cast<std::size_t>(slot);
    const bool is_active = verdict.activity[k] >= options.least_activity;
    source_of_note.push_back(is_active ? source_of_slot[k] : kNoGroup);
  }
  result.parts = settle_groups(remembered, pairs, grouping, source_of_note);

  result.part_of_slot = winners(slots, result.parts);
  result.activity = verdict.activity;
  result.joined = verdict.logits;
  for (float& cell : result.joined.cells) cell = static_cast<float>(probability(cell));
  return result;
}

}  // namespace divisi::parts
