#include "parts/slot_tally.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "core/check.h"

namespace divisi::parts {
namespace {

constexpr std::size_t kReach = 256;  // notes after one that it is compared with
constexpr double kTogether_s = 0.05;
constexpr double kTouch_s = 0.03;   // an overlap that legato playing has, too
constexpr double kFollow_s = 0.06;  // the time in which following fades
constexpr double kPause_s = 0.3;    // after which nothing follows

using SlotSet = std::uint64_t;  // bit l: slot l

bool is_octave(int interval) {
  return interval == 0 || interval == 12 || interval == 19 || interval == 24;
}

class Tallier {
 public:
  Tallier(const std::vector<Note>& notes, const std::vector<int>& slot_of_note, int slot_count)
      : notes_(notes), slot_of_(slot_of_note), together_(notes.size()), octaves_(notes.size()) {
    tally_.slots = static_cast<std::size_t>(slot_count);
    const std::size_t cells = tally_.slots * tally_.slots;
    for (auto* table : {&tally_.overlap_s, &tally_.together, &tally_.octaves, &tally_.follows})
      table->assign(cells, 0.0);
  }

  SlotTally tally() {
    for (std::size_t n = 0; n < notes_.size(); ++n) look_ahead(n);
    count(together_, tally_.together);
    count(octaves_, tally_.octaves);
    share_out();
    return std::move(tally_);
  }

 private:
  std::size_t slot(std::size_t n) const { return static_cast<std::size_t>(slot_of_[n]); }
  double& cell(std::vector<double>& table, std::size_t k, std::size_t l) {
    return table[k * tally_.slots + l];
  }

  /// Note n and those that begin before it is over, or just after.
  void look_ahead(std::size_t n) {
    std::vector<double> follows(tally_.slots, 0.0);
    const std::size_t end = std::min(notes_.size(), n + 1 + kReach);
    for (std::size_t m = n + 1; m < end; ++m) {
      if (notes_[m].onset_s > notes_[n].offset_s + kPause_s) break;
      compare(n, m);
      const double pause_s = std::abs(notes_[m].onset_s - notes_[n].offset_s);
      follows[slot(m)] += std::exp(-pause_s / kFollow_s);
    }
    for (std::size_t l = 0; l < tally_.slots; ++l)
      cell(tally_.follows, slot(n), l) += std::min(1.0, follows[l]);
  }

  void compare(std::size_t n, std::size_t m) {
    const double common_s =
        std::min(notes_[n].offset_s, notes_[m].offset_s) - notes_[m].onset_s - kTouch_s;
    if (common_s > 0.0) {
      cell(tally_.overlap_s, slot(n), slot(m)) += common_s;
      cell(tally_.overlap_s, slot(m), slot(n)) += common_s;
    }
    if (notes_[m].onset_s - notes_[n].onset_s >= kTogether_s) return;
    add_both(together_, n, m);
    if (is_octave(std::abs(notes_[n].pitch_midi - notes_[m].pitch_midi))) add_both(octaves_, n, m);
  }

  void add_both(std::vector<SlotSet>& sets, std::size_t n, std::size_t m) {
    sets[n] |= SlotSet{1} << slot(m);
    sets[m] |= SlotSet{1} << slot(n);
  }

  void count(const std::vector<SlotSet>& sets, std::vector<double>& table) {
    for (std::size_t n = 0; n < sets.size(); ++n) {
      for (std::size_t l = 0; l < tally_.slots; ++l)
        cell(table, slot(n), l) += static_cast<double>(sets[n] >> l & 1);
    }
  }

  /// Numbers of notes to shares of each slot's.
  void share_out() {
    std::vector<double> notes(tally_.slots, 0.0);
    for (std::size_t n = 0; n < notes_.size(); ++n) notes[slot(n)] += 1.0;
    for (auto* table : {&tally_.together, &tally_.octaves, &tally_.follows}) {
      for (std::size_t i = 0; i < table->size(); ++i)
        (*table)[i] /= std::max(1.0, notes[i / tally_.slots]);
    }
  }

  const std::vector<Note>& notes_;
  const std::vector<int>& slot_of_;
  std::vector<SlotSet> together_, octaves_;  ///< [N] slots of which a note begins with this one
  SlotTally tally_;
};

}  // namespace

SlotTally tally_slots(const std::vector<Note>& notes, const std::vector<int>& slot_of_note,
                      int slot_count) {
  DIVISI_CHECK(slot_count >= 0 && slot_count <= 64 && notes.size() == slot_of_note.size(),
               "at most 64 slots, and one for each note");
  return Tallier(notes, slot_of_note, slot_count).tally();
}

}  // namespace divisi::parts
