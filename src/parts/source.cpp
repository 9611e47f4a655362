#include "parts/source.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace divisi::parts {
namespace {

constexpr int kRightmost = 64;
/// Positions of four notes in five closer than this tell nobody apart: rooms do as much.
constexpr double kLeastWidth = 0.15;

using Table = std::array<double, kPlaces>;

std::size_t place(int which) { return static_cast<std::size_t>(which); }

double sum_of_products(const Table& a, const Table& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add_to(Table& into, const Table& from) {
  for (std::size_t p = 0; p < into.size(); ++p) into[p] += from[p];
}

/// `by` notes more at `where`.
template <class Histogram>
void change_at(Histogram& histogram, int where, const Table& by_distance, double by) {
  histogram.notes[place(where)] += by;
  for (int p = 0; p < kPlaces; ++p)
    histogram.reached[place(p)] += by * by_distance[place(std::abs(p - where))];
}

/// F h from h.
template <class Histogram>
void reach(Histogram& histogram, const Table& by_distance) {
  for (int from = 0; from < kPlaces; ++from) {
    const double notes = histogram.notes[place(from)];
    if (notes == 0.0) continue;
    for (int p = 0; p < kPlaces; ++p)
      histogram.reached[place(p)] += notes * by_distance[place(std::abs(p - from))];
  }
}

bool tell_apart(std::vector<float> positions) {
  std::sort(positions.begin(), positions.end());
  const std::size_t tenth = positions.size() / 10;
  return !positions.empty() &&
         positions[positions.size() - 1 - tenth] - positions[tenth] >= kLeastWidth;
}

}  // namespace

std::vector<int> places_of(const NoteTokens& tokens, const PairModel& pairs) {
  std::vector<int> places(tokens.count(), kNowhere);
  if (pairs.position_logits.empty() || !tell_apart(tokens.positions)) return places;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const double right = 0.5 * (std::clamp(tokens.positions[n], -1.0F, 1.0F) + 1.0);
    places[n] = static_cast<int>(std::lround(kRightmost * right));
  }
  return places;
}

double distance_of(int where, int other) { return 2.0 * std::abs(where - other) / kRightmost; }

double Source::mean_pitch() const {
  double sum = 0.0;
  for (int p = 0; p < kPlaces; ++p) sum += p * pitches_.notes[place(p)];
  return count_ > 0.0 ? sum / count_ : 0.0;
}

SourceRuler::SourceRuler(const PairModel& model) : cosine_weight_(model.cosine_weight) {
  for (int d = 0; d < kPlaces; ++d) {
    by_interval_[place(d)] = model.pitch_logit(d);
    by_position_[place(d)] = model.position_logit(distance_of(d, 0));
  }
}

void SourceRuler::add(Source& source, const ComparedNote& note) const { change(source, note, 1.0); }

void SourceRuler::remove(Source& source, const ComparedNote& note) const {
  change(source, note, -1.0);
}

void SourceRuler::change(Source& source, const ComparedNote& note, double by) const {
  source.count_ += by;
  for (std::size_t d = 0; d < source.sum_.size(); ++d) source.sum_[d] += by * note.vector[d];
  change_at(source.pitches_, note.pitch_midi, by_interval_, by);
  if (note.position != kNowhere) change_at(source.positions_, note.position, by_position_, by);
}

std::vector<Source> SourceRuler::gather(const std::vector<ComparedNote>& notes, int dimensions,
                                        const std::vector<int>& source_of_note,
                                        std::size_t source_count) const {
  std::vector<Source> sources(source_count, Source(dimensions));
  for (std::size_t n = 0; n < notes.size(); ++n) {
    if (source_of_note[n] < 0) continue;
    Source& source = sources[place(source_of_note[n])];
    source.count_ += 1.0;
    for (std::size_t d = 0; d < source.sum_.size(); ++d) source.sum_[d] += notes[n].vector[d];
    source.pitches_.notes[place(notes[n].pitch_midi)] += 1.0;
    if (notes[n].position != kNowhere) source.positions_.notes[place(notes[n].position)] += 1.0;
  }
  for (Source& source : sources) {
    reach(source.pitches_, by_interval_);
    reach(source.positions_, by_position_);
  }
  return sources;
}

void SourceRuler::merge(Source& into, const Source& from) const {
  into.count_ += from.count_;
  for (std::size_t d = 0; d < into.sum_.size(); ++d) into.sum_[d] += from.sum_[d];
  add_to(into.pitches_.notes, from.pitches_.notes);
  add_to(into.pitches_.reached, from.pitches_.reached);
  add_to(into.positions_.notes, from.positions_.notes);
  add_to(into.positions_.reached, from.positions_.reached);
}

double SourceRuler::mean_logit(const Source& a, const Source& b) const {
  const double timbre = std::inner_product(a.sum_.begin(), a.sum_.end(), b.sum_.begin(), 0.0);
  const double pitch = sum_of_products(a.pitches_.notes, b.pitches_.reached);
  const double position = sum_of_products(a.positions_.notes, b.positions_.reached);
  return (cosine_weight_ * timbre + pitch + position) / (a.count_ * b.count_);
}

double SourceRuler::mean_logit(const ComparedNote& note, const Source& source) const {
  const double timbre =
      std::inner_product(source.sum_.begin(), source.sum_.end(), note.vector, 0.0);
  return cosine_weight_ * timbre / source.count_ + mean_place_logit(note, source);
}

double SourceRuler::mean_place_logit(const ComparedNote& note, const Source& source) const {
  const double pitch = source.pitches_.reached[place(note.pitch_midi)];
  const double position =
      note.position == kNowhere ? 0.0 : source.positions_.reached[place(note.position)];
  return (pitch + position) / source.count_;
}

double SourceRuler::pitch_logit(int pitch, int other) const {
  return by_interval_[place(std::abs(pitch - other))];
}

double SourceRuler::position_logit(int position, int other) const {
  const bool are_placed = position != kNowhere && other != kNowhere;
  return are_placed ? by_position_[place(std::abs(position - other))] : 0.0;
}

double SourceRuler::logit(const ComparedNote& a, const ComparedNote& b, int dimensions) const {
  const double timbre = std::inner_product(a.vector, a.vector + dimensions, b.vector, 0.0);
  return cosine_weight_ * timbre + pitch_logit(a.pitch_midi, b.pitch_midi) +
         position_logit(a.position, b.position);
}

}  // namespace divisi::parts
