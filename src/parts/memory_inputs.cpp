#include "parts/memory_inputs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "parts/pair_model.h"

namespace divisi::parts {
namespace {

constexpr double kShortestNote_s = 0.02;

/// Whose length of vector is trusted by half. A constant: the memory is trained with it.
PairModel trust() {
  PairModel model;
  model.half_trust = 0.5;
  return model;
}

float length_of(const float* vector, int dimensions) {
  return std::sqrt(std::inner_product(vector, vector + dimensions, vector, 0.0f));
}

float fading(double amount, double by) { return static_cast<float>(std::exp(-amount / by)); }

void relate(const Note& from, const Note& to, float alike, float* out) {
  const double interval = to.pitch_midi - from.pitch_midi;
  const double apart_s = std::abs(to.onset_s - from.onset_s);
  const double common_s = std::min(from.offset_s, to.offset_s) - std::max(from.onset_s, to.onset_s);
  const double shorter_s =
      std::max(kShortestNote_s, std::min(from.offset_s - from.onset_s, to.offset_s - to.onset_s));
  // Of the later one's beginning from the earlier one's end: negative when they overlap.
  const double pause_s = std::max(to.onset_s - from.offset_s, from.onset_s - to.offset_s);
  const double sign = interval > 0 ? 1.0 : interval < 0 ? -1.0 : 0.0;
  out[kSoundAlike] = alike;
  out[kInterval] = static_cast<float>(std::clamp(interval / 12.0, -3.0, 3.0));
  out[kDistance] = std::abs(out[kInterval]);
  out[kStep] = fading(std::abs(interval), 3.0);
  out[kUnison] = fading(std::abs(interval), 0.7);
  out[kApart] = static_cast<float>(std::min(apart_s / 8.0, 2.0));
  out[kTogether] = fading(apart_s, 0.05);
  out[kNearby] = fading(apart_s, 0.5);
  out[kOverlap] = static_cast<float>(std::clamp(common_s / shorter_s, -1.0, 1.0));
  out[kFollows] = fading(std::abs(pause_s), 0.06);
  out[kAboveNearby] = static_cast<float>(sign) * out[kNearby];
}

}  // namespace

void fill_items(const NoteTokens& tokens, std::size_t begin, std::size_t end, nn::Map& items) {
  const PairModel trusting = trust();
  const int dimensions = tokens.dimensions;
  items.resize(static_cast<int>(end - begin), 1, dimensions + kItemExtras);
  for (std::size_t n = begin; n < end; ++n) {
    const Note& note = tokens.notes[n];
    float* out = items.frame(static_cast<int>(n - begin));
    trusting.trusted_vector(tokens, n, out);
    const float trusted = length_of(out, dimensions);
    for (int d = 0; d < dimensions; ++d) out[d] *= 3.0f;
    out += dimensions;
    *out++ = static_cast<float>(note.pitch_midi - 60) / 12.0f;
    *out++ =
        static_cast<float>(std::log(std::max(kShortestNote_s, note.offset_s - note.onset_s)) / 2.0);
    *out++ = static_cast<float>(note.velocity) / 64.0f - 1.0f;
    *out++ = 2.0f * trusted - 1.0f;
    *out++ = static_cast<float>(note.confidence);
  }
}

void fill_relations(const NoteTokens& tokens, std::size_t begin, std::size_t end, int reach,
                    nn::Map& relations) {
  const PairModel trusting = trust();
  const auto dimensions = static_cast<std::size_t>(tokens.dimensions);
  std::vector<float> vectors((end - begin) * dimensions);
  for (std::size_t n = begin; n < end; ++n)
    trusting.trusted_vector(tokens, n, vectors.data() + (n - begin) * dimensions);
  const int count = static_cast<int>(end - begin);
  relations.resize(count, 2 * reach + 1, kRelations);
  std::fill_n(relations.data(), relations.size(), 0.0f);
  for (int n = 0; n < count; ++n) {
    const float* own = vectors.data() + static_cast<std::size_t>(n) * dimensions;
    for (int m = std::max(0, n - reach); m < std::min(count, n + reach + 1); ++m) {
      const float* other = vectors.data() + static_cast<std::size_t>(m) * dimensions;
      const float alike = std::inner_product(own, own + dimensions, other, 0.0f);
      relate(tokens.notes[begin + static_cast<std::size_t>(n)],
             tokens.notes[begin + static_cast<std::size_t>(m)], alike,
             relations.at(n, m - n + reach));
    }
  }
}

}  // namespace divisi::parts
