#include "parts/source.h"

#include <cstdlib>
#include <numeric>

namespace divisi::parts {
namespace {

std::size_t place(int pitch_midi) { return static_cast<std::size_t>(pitch_midi); }

}  // namespace

double Source::mean_pitch() const {
  double sum = 0.0;
  for (int p = 0; p < kPitches; ++p) sum += p * pitches_[place(p)];
  return count_ > 0.0 ? sum / count_ : 0.0;
}

SourceRuler::SourceRuler(const PairModel& model) : cosine_weight_(model.cosine_weight) {
  for (int d = 0; d < kPitches; ++d) by_distance_[place(d)] = model.pitch_logit(d);
}

void SourceRuler::add(Source& source, const float* trusted_vector, int pitch_midi) const {
  change(source, trusted_vector, pitch_midi, 1.0);
}

void SourceRuler::remove(Source& source, const float* trusted_vector, int pitch_midi) const {
  change(source, trusted_vector, pitch_midi, -1.0);
}

void SourceRuler::change(Source& source, const float* trusted_vector, int pitch_midi,
                         double by) const {
  source.count_ += by;
  for (std::size_t d = 0; d < source.sum_.size(); ++d) source.sum_[d] += by * trusted_vector[d];
  source.pitches_[place(pitch_midi)] += by;
  for (int p = 0; p < kPitches; ++p)
    source.reached_[place(p)] += by * by_distance_[place(std::abs(p - pitch_midi))];
}

void SourceRuler::merge(Source& into, const Source& from) const {
  into.count_ += from.count_;
  for (std::size_t d = 0; d < into.sum_.size(); ++d) into.sum_[d] += from.sum_[d];
  for (int p = 0; p < kPitches; ++p) {
    into.pitches_[place(p)] += from.pitches_[place(p)];
    into.reached_[place(p)] += from.reached_[place(p)];
  }
}

double SourceRuler::mean_logit(const Source& a, const Source& b) const {
  const double timbre = std::inner_product(a.sum_.begin(), a.sum_.end(), b.sum_.begin(), 0.0);
  const double pitch =
      std::inner_product(a.pitches_.begin(), a.pitches_.end(), b.reached_.begin(), 0.0);
  return (cosine_weight_ * timbre + pitch) / (a.count_ * b.count_);
}

double SourceRuler::mean_logit(const float* trusted_vector, int pitch_midi,
                               const Source& source) const {
  const double timbre =
      std::inner_product(source.sum_.begin(), source.sum_.end(), trusted_vector, 0.0);
  return (cosine_weight_ * timbre + source.reached_[place(pitch_midi)]) / source.count_;
}

double SourceRuler::logit(const float* a, int pitch_a, const float* b, int pitch_b,
                          int dimensions) const {
  const double timbre = std::inner_product(a, a + dimensions, b, 0.0);
  return cosine_weight_ * timbre + by_distance_[place(std::abs(pitch_a - pitch_b))];
}

}  // namespace divisi::parts
