#include "parts/slot_inputs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/check.h"
#include "models/note_slots.h"
#include "parts/memory_inputs.h"
#include "parts/slot_tally.h"
#include "parts/source.h"

namespace divisi::parts {
namespace {

constexpr double kLoneLogit = 2.5;  // how alike the notes of a slot with one note are taken to be
constexpr double kNoRival = -4.0;   // the best other slot's logit where there is none
constexpr std::size_t kPitches = 128;
constexpr double kLongPiece = 300.0;  // notes from which on a piece's length says nothing more

double length_s(const Note& note) {
  return std::max(kShortestNote_s, note.offset_s - note.onset_s);
}

/// Sums over a slot's notes, then means.
struct Slot {
  explicit Slot(const SlottedNotes& of)
      : timbre(static_cast<std::size_t>(of.heard.dimensions)),
        memory(static_cast<std::size_t>(of.remembered.dimensions)),
        source(of.remembered.dimensions) {}

  double notes = 0.0, sounding_s = 0.0;
  double pitch = 0.0, pitch_squared = 0.0, log_length = 0.0, velocity = 0.0, confidence = 0.0;
  double trust = 0.0, own_logits = 0.0;
  double begin_s = 1e30, end_s = -1e30;
  std::vector<double> timbre, memory;
  std::array<double, kPitches> pitches{};  ///< histogram, then smoothed and of length 1
  double low_midi = 0.0, high_midi = 0.0;  ///< four notes of five lie between
  Source source;
  double inner_logit = 0.0;

  double spread() const { return std::sqrt(std::max(0.0, pitch_squared - pitch * pitch)); }
};

template <class Vector>
double length_of(const Vector& vector) {
  return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0));
}

template <class Vector>
double cosine(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) /
         std::max(1e-9, length_of(a) * length_of(b));
}

/// The lowest pitch up to which at least `share` of the notes lie.
double pitch_below(const std::array<double, kPitches>& histogram, double share, double notes) {
  double seen = 0.0;
  for (std::size_t p = 0; p < kPitches; ++p) {
    seen += histogram[p];
    if (seen >= share * notes) return static_cast<double>(p);
  }
  return kPitches - 1.0;
}

std::array<double, kPitches> smoothed(const std::array<double, kPitches>& histogram) {
  constexpr std::array<double, 5> kWindow = {0.25, 0.5, 1.0, 0.5, 0.25};
  std::array<double, kPitches> result{};
  for (std::size_t p = 0; p < kPitches; ++p) {
    for (std::size_t i = 0; i < kWindow.size(); ++i) {
      if (p + i >= 2 && p + i < kPitches + 2) result[p + i - 2] += kWindow[i] * histogram[p];
    }
  }
  return result;
}

class Table {
 public:
  Table(const SlottedNotes& notes, const PairModel& pairs)
      : notes_(notes),
        ruler_(pairs),
        slots_(static_cast<std::size_t>(notes.slot_count), Slot(notes)),
        tally_(tally_slots(notes.heard.notes, notes.slot_of_note, notes.slot_count)) {
    gather(pairs);
    for (Slot& slot : slots_) finish(slot);
    compare();
  }

  void fill_items(nn::Map& items) const {
    items.resize(count(), 1,
                 slot_item_numbers(notes_.heard.dimensions, notes_.remembered.dimensions));
    for (std::size_t k = 0; k < slots_.size(); ++k) fill_item(k, items.frame(static_cast<int>(k)));
  }

  void fill_relations(nn::Map& relations) const {
    constexpr int kReach = models::kMostSlots - 1;
    relations.resize(count(), 2 * kReach + 1, kSlotRelations);
    std::fill_n(relations.data(), relations.size(), 0.0F);
    for (int k = 0; k < count(); ++k) {
      for (int l = 0; l < count(); ++l) {
        fill_relation(static_cast<std::size_t>(k), static_cast<std::size_t>(l),
                      relations.at(k, l - k + kReach));
      }
    }
  }

 private:
  int count() const { return static_cast<int>(slots_.size()); }

  void gather(const PairModel& pairs) {
    const auto dimensions = static_cast<std::size_t>(notes_.remembered.dimensions);
    const std::vector<int> places = places_of(notes_.remembered, pairs);
    PairModel trusting;
    std::vector<float> timbre(static_cast<std::size_t>(notes_.heard.dimensions));
    std::vector<float> memory(dimensions);
    for (std::size_t n = 0; n < notes_.heard.count(); ++n) {
      Slot& slot = slots_[static_cast<std::size_t>(notes_.slot_of_note[n])];
      trusting.trusted_vector(notes_.heard, n, timbre.data());
      pairs.trusted_vector(notes_.remembered, n, memory.data());
      const ComparedNote compared{memory.data(), notes_.heard.notes[n].pitch_midi, places[n]};
      ruler_.add(slot.source, compared);
      slot.own_logits += ruler_.logit(compared, compared, notes_.remembered.dimensions);
      add(notes_.heard.notes[n], timbre, memory, slot);
    }
  }

  void add(const Note& note, const std::vector<float>& timbre, const std::vector<float>& memory,
           Slot& slot) {
    slot.notes += 1.0;
    slot.sounding_s += length_s(note);
    slot.pitch += note.pitch_midi;
    slot.pitch_squared += static_cast<double>(note.pitch_midi) * note.pitch_midi;
    slot.log_length += std::log(length_s(note));
    slot.velocity += note.velocity / 64.0 - 1.0;
    slot.confidence += 2.0 * note.confidence - 1.0;
    slot.trust += length_of(timbre);
    slot.begin_s = std::min(slot.begin_s, note.onset_s);
    slot.end_s = std::max(slot.end_s, note.offset_s);
    for (std::size_t d = 0; d < timbre.size(); ++d) slot.timbre[d] += timbre[d];
    for (std::size_t d = 0; d < memory.size(); ++d) slot.memory[d] += memory[d];
    slot.pitches[static_cast<std::size_t>(std::clamp(note.pitch_midi, 0, 127))] += 1.0;
    begin_s_ = std::min(begin_s_, note.onset_s);
    end_s_ = std::max(end_s_, note.offset_s);
    sounding_s_ += length_s(note);
  }

  void finish(Slot& slot) const {
    DIVISI_CHECK(slot.notes > 0.0, "each slot has a note");
    const double n = slot.notes;
    for (double* sum : {&slot.pitch, &slot.pitch_squared, &slot.log_length, &slot.velocity,
                        &slot.confidence, &slot.trust})
      *sum /= n;
    for (double& x : slot.timbre) x /= n;
    for (double& x : slot.memory) x /= n;
    slot.low_midi = pitch_below(slot.pitches, 0.1, n);
    slot.high_midi = pitch_below(slot.pitches, 0.9, n);
    slot.pitches = smoothed(slot.pitches);
    const double all = ruler_.mean_logit(slot.source, slot.source) * n * n;
    slot.inner_logit = n > 1.0 ? (all - slot.own_logits) / (n * (n - 1.0)) : kLoneLogit;
  }

  void compare() {
    const std::size_t count = slots_.size();
    logits_.assign(count * count, 0.0);
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t l = 0; l < count; ++l) {
        logits_[k * count + l] =
            k == l ? slots_[k].inner_logit : ruler_.mean_logit(slots_[k].source, slots_[l].source);
      }
    }
  }

  double logit(std::size_t k, std::size_t l) const { return logits_[k * slots_.size() + l]; }

  /// The best logit of k with a slot that is neither itself nor l.
  double rival(std::size_t k, std::size_t l) const {
    double best = kNoRival;
    for (std::size_t m = 0; m < slots_.size(); ++m) {
      if (m != k && m != l) best = std::max(best, logit(k, m));
    }
    return best;
  }

  double lead(std::size_t k, std::size_t l) const {
    return std::clamp(logit(k, l) - rival(k, l), -2.0, 2.0);
  }

  double piece_s() const { return std::max(1e-3, end_s_ - begin_s_); }

  void fill_item(std::size_t k, float* out) const {
    const Slot& slot = slots_[k];
    const auto all = static_cast<double>(notes_.heard.count());
    const std::array<double, kSlotExtras> extras = {
        std::log(std::max(1.0, slot.notes * std::min(1.0, kLongPiece / all))) / 3.0,
        slot.notes / all * 3.0,
        slot.sounding_s / sounding_s_ * 3.0,
        (slot.pitch - 60.0) / 24.0,
        slot.spread() / 8.0,
        slot.log_length,
        slot.velocity,
        slot.confidence,
        slot.trust,
        std::min(3.0, tally_.at(tally_.overlap_s, k, k) / slot.sounding_s),
        slot.inner_logit / 3.0,
        (slot.begin_s - begin_s_) / piece_s(),
        (slot.end_s - begin_s_) / piece_s(),
        std::log(std::min(kLongPiece, all)) / 6.0,
        std::min(4.0, sounding_s_ / piece_s() / 4.0),
        length_of(slot.memory)};
    const auto as_float = [](double x) { return static_cast<float>(x); };
    out = std::transform(extras.begin(), extras.end(), out, as_float);
    for (const double x : slot.memory) *out++ = as_float(2.0 * x);
    for (const double x : slot.timbre) *out++ = as_float(3.0 * x);
  }

  void fill_relation(std::size_t k, std::size_t l, float* out) const {
    const Slot& from = slots_[k];
    const Slot& to = slots_[l];
    const double apart = std::abs(from.pitch - to.pitch) / 12.0;
    const double shorter_s = std::min(from.sounding_s, to.sounding_s);
    const double range =
        std::min(from.high_midi, to.high_midi) - std::max(from.low_midi, to.low_midi) + 1.0;
    const double span_s = std::min(from.end_s, to.end_s) - std::max(from.begin_s, to.begin_s);
    std::array<double, kSlotRelations> r{};
    r[kMeanLogit] = logit(k, l) / 2.0;
    r[kLead] = lead(k, l);
    r[kLeadBack] = lead(l, k);
    r[kTimbreAlike] = cosine(from.timbre, to.timbre);
    r[kMemoryAlike] = cosine(from.memory, to.memory);
    r[kApartOctaves] = apart;
    r[kClose] = std::exp(-4.0 * apart);
    r[kCommonRange] = std::clamp(range / 12.0, -2.0, 2.0);
    r[kCommonPitches] = cosine(from.pitches, to.pitches);
    r[kOverlapping] = std::min(3.0, tally_.at(tally_.overlap_s, k, l) / shorter_s);
    r[kBeginTogether] = tally_.at(tally_.together, k, l);
    r[kBeginTogetherBack] = tally_.at(tally_.together, l, k);
    r[kOctaves] = tally_.at(tally_.octaves, k, l);
    r[kOctavesBack] = tally_.at(tally_.octaves, l, k);
    r[kFollowing] = tally_.at(tally_.follows, k, l);
    r[kFollowingBack] = tally_.at(tally_.follows, l, k);
    r[kCommonSpan] = std::clamp(span_s / piece_s(), -1.0, 1.0);
    r[kSmaller] = std::log(shorter_s / sounding_s_ + 1e-3) / 3.0;
    r[kLengthApart] = std::min(4.0, std::pow(from.log_length - to.log_length, 2.0));
    r[kLoudnessApart] = std::abs(from.velocity - to.velocity);
    std::transform(r.begin(), r.end(), out, [](double x) { return static_cast<float>(x); });
  }

  const SlottedNotes& notes_;
  SourceRuler ruler_;
  std::vector<Slot> slots_;
  SlotTally tally_;
  std::vector<double> logits_;  ///< [K, K]
  double begin_s_ = 1e30, end_s_ = -1e30, sounding_s_ = 0.0;
};

}  // namespace

void fill_slots(const SlottedNotes& notes, const PairModel& pairs, nn::Map& items,
                nn::Map& relations) {
  DIVISI_CHECK(notes.slot_count <= models::kMostSlots, "as many slots as the network has");
  const Table table(notes, pairs);
  table.fill_items(items);
  table.fill_relations(relations);
}

}  // namespace divisi::parts
