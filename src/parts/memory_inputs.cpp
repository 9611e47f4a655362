#include "parts/memory_inputs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/check.h"
#include "parts/pair_model.h"

namespace divisi::parts {
namespace {

constexpr int kItemExtras = 5;  ///< numbers of a note beside its vector and families

/// Whose length of vector is trusted by half. A constant: the memory is trained with it.
PairModel trust() {
  PairModel model;
  model.half_trust = 0.5;
  return model;
}

float length_of(const float* vector, int dimensions) {
  return std::sqrt(std::inner_product(vector, vector + dimensions, vector, 0.0f));
}

/// Less is nothing as a float.
constexpr double kFaded = 110.0;

float fading(double amount, double by) {
  const double faded = amount / by;
  return faded > kFaded ? 0.0f : static_cast<float>(std::exp(-faded));
}

constexpr std::size_t kIntervals = 128;  ///< between MIDI's pitches

/// What fades with an interval, for all there are.
struct FadingIntervals {
  std::array<float, kIntervals> step = {};
  std::array<float, kIntervals> unison = {};

  FadingIntervals() {
    for (std::size_t i = 0; i < kIntervals; ++i) {
      step[i] = fading(static_cast<double>(i), kStepSemitones);
      unison[i] = fading(static_cast<double>(i), kUnisonSemitones);
    }
  }
};

/// What is the same for both: all but what has the interval's sign.
void relate_both(const Note& from, const Note& to, float alike, const FadingIntervals& fadings,
                 float* out) {
  const int interval = std::abs(to.pitch_midi - from.pitch_midi);
  const auto place = static_cast<std::size_t>(interval);
  const bool is_known = place < kIntervals;
  const double apart_s = std::abs(to.onset_s - from.onset_s);
  const double common_s = std::min(from.offset_s, to.offset_s) - std::max(from.onset_s, to.onset_s);
  const double shorter_s =
      std::max(kShortestNote_s, std::min(from.offset_s - from.onset_s, to.offset_s - to.onset_s));
  // Of the later one's beginning from the earlier one's end: negative when they overlap.
  const double pause_s = std::max(to.onset_s - from.offset_s, from.onset_s - to.offset_s);
  out[kSoundAlike] = alike;
  out[kDistance] = static_cast<float>(std::min(interval / 12.0, kMostOctaves));
  out[kStep] = is_known ? fadings.step[place] : fading(interval, kStepSemitones);
  out[kUnison] = is_known ? fadings.unison[place] : fading(interval, kUnisonSemitones);
  out[kApart] = static_cast<float>(std::min(apart_s / kApart_s, kMostApart));
  out[kTogether] = fading(apart_s, kTogether_s);
  out[kNearby] = fading(apart_s, kNearby_s);
  out[kOverlap] = static_cast<float>(std::clamp(common_s / shorter_s, -1.0, 1.0));
  out[kFollows] = fading(std::abs(pause_s), kFollows_s);
}

/// What depends on which of both is looked at, once the rest is there.
void relate_one(const Note& from, const Note& to, float* out) {
  const int interval = to.pitch_midi - from.pitch_midi;
  const float sign = interval > 0 ? 1.0f : interval < 0 ? -1.0f : 0.0f;
  out[kInterval] = static_cast<float>(std::clamp(interval / 12.0, -kMostOctaves, kMostOctaves));
  out[kAboveNearby] = sign * out[kNearby];
}

/// Zeros for the neighbours of note `n` that are before the first note and behind the last.
void clear_outside(int n, int count, int reach, nn::Map& relations) {
  const std::ptrdiff_t places = 2 * std::ptrdiff_t{reach} + 1;
  const std::ptrdiff_t first = std::max(0, reach - n);
  const std::ptrdiff_t end = std::min<std::ptrdiff_t>(places, count - n + reach);
  float* const row = relations.at(n, 0);
  const std::ptrdiff_t numbers = relations.channels();
  std::fill(row, row + first * numbers, 0.0f);
  std::fill(row + end * numbers, row + places * numbers, 0.0f);
}

void check_timbre(const NoteTokens& tokens, int timbre_numbers) {
  DIVISI_CHECK(timbre_numbers == 0 ||
                   (timbre_numbers > 0 &&
                    (tokens.beginnings.empty() || tokens.timbre_numbers == timbre_numbers)),
               "notes have as many numbers as are asked for");
}

void fill_timbre(const NoteTokens& tokens, std::size_t token, int timbre_numbers, float* out) {
  const float* beginning = tokens.beginning(token);
  if (beginning == nullptr) {
    std::fill_n(out, timbre_numbers, 0.0f);
  } else {
    std::copy_n(beginning + kFamilyCount, timbre_numbers, out);
  }
}

/// How likely one plays both.
float one_player(const NoteTokens& tokens, std::size_t a, std::size_t b) {
  float in_common = 0.0f;
  if (!tokens.beginnings.empty()) {
    const float* timbre = tokens.beginning(a) + kFamilyCount;
    in_common = std::inner_product(timbre, timbre + tokens.timbre_numbers,
                                   tokens.beginning(b) + kFamilyCount, 0.0f);
  }
  return 1.0f / (1.0f + std::exp(-(in_common + kStrangers)));
}

}  // namespace

void fill_trusted(const NoteTokens& tokens, std::size_t begin, std::size_t end, float* out) {
  const PairModel trusting = trust();
  for (std::size_t n = begin; n < end; ++n, out += tokens.dimensions)
    trusting.trusted_vector(tokens, n, out);
}

int item_numbers(int dimensions, bool with_families, int timbre_numbers) {
  return dimensions + kItemExtras + (with_families ? static_cast<int>(kFamilyCount) : 0) +
         timbre_numbers;
}

void fill_items(const NoteTokens& tokens, std::size_t begin, std::size_t end, int numbers,
                nn::Map& items) {
  const PairModel trusting = trust();
  const int dimensions = tokens.dimensions;
  const bool with_families = numbers > item_numbers(dimensions, false);
  const int timbre_numbers = numbers - item_numbers(dimensions, with_families);
  check_timbre(tokens, timbre_numbers);
  items.resize(static_cast<int>(end - begin), 1, numbers);
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
    if (!with_families) continue;
    const float* family = tokens.beginning(n);
    for (std::size_t f = 0; f < kFamilyCount; ++f) {
      const float log_probability = family == nullptr ? kAnyFamily : family[f];
      *out++ = std::max(-1.0f, log_probability / 3.0f + 1.0f);
    }
    fill_timbre(tokens, n, timbre_numbers, out);
  }
}

int company_item_numbers(int dimensions, int timbre_numbers) {
  return item_numbers(dimensions, true, timbre_numbers) + static_cast<int>(kFamilyCount);
}

std::vector<MemoryNumbers> memory_numbers(int dimensions, bool with_families, int timbre_numbers) {
  std::vector<MemoryNumbers> all = {{item_numbers(dimensions, false), kRelationsWithoutTimbre}};
  if (with_families) all.push_back({item_numbers(dimensions, true), kRelationsWithoutTimbre});
  if (with_families && timbre_numbers > 0)
    all.push_back({item_numbers(dimensions, true, timbre_numbers), kRelations});
  return all;
}

std::vector<MemoryNumbers> company_numbers(int dimensions, int timbre_numbers) {
  std::vector<MemoryNumbers> all = {{company_item_numbers(dimensions), kRelationsWithoutTimbre}};
  if (timbre_numbers > 0)
    all.push_back({company_item_numbers(dimensions, timbre_numbers), kRelations});
  return all;
}

void fill_company_items(const NoteTokens& tokens, const FamilySet& line_up, int numbers,
                        nn::Map& items) {
  const int timbre_numbers = numbers - company_item_numbers(tokens.dimensions);
  check_timbre(tokens, timbre_numbers);
  nn::Map bare;
  fill_items(tokens, 0, tokens.count(), item_numbers(tokens.dimensions, true), bare);
  items.resize(bare.frames(), 1, numbers);
  for (int n = 0; n < bare.frames(); ++n) {
    float* out = std::copy_n(bare.frame(n), bare.channels(), items.frame(n));
    for (std::size_t f = 0; f < kFamilyCount; ++f) *out++ = line_up[f] ? 1.0f : 0.0f;
    fill_timbre(tokens, static_cast<std::size_t>(n), timbre_numbers, out);
  }
}

void fill_relations(const NoteTokens& tokens, std::size_t begin, std::size_t end, int reach,
                    int numbers, nn::Map& relations) {
  const auto dimensions = static_cast<std::size_t>(tokens.dimensions);
  std::vector<float> vectors((end - begin) * dimensions);
  fill_trusted(tokens, begin, end, vectors.data());
  const int count = static_cast<int>(end - begin);
  relations.resize(count, 2 * reach + 1, numbers);
  static const FadingIntervals fadings;
  const Note* notes = tokens.notes.data() + begin;
  for (int n = 0; n < count; ++n) {
    clear_outside(n, count, reach, relations);
    const float* own = vectors.data() + static_cast<std::size_t>(n) * dimensions;
    for (int m = n; m < std::min(count, n + reach + 1); ++m) {
      const float* other = vectors.data() + static_cast<std::size_t>(m) * dimensions;
      const float alike = std::inner_product(own, own + dimensions, other, 0.0f);
      float* there = relations.at(n, m - n + reach);
      float* back = relations.at(m, n - m + reach);
      relate_both(notes[n], notes[m], alike, fadings, there);
      if (numbers == kRelations)
        there[kOnePlayer] = one_player(tokens, begin + std::size_t(n), begin + std::size_t(m));
      if (back != there) std::memcpy(back, there, std::size_t(numbers) * sizeof(float));
      relate_one(notes[n], notes[m], there);
      relate_one(notes[m], notes[n], back);
    }
  }
}

}  // namespace divisi::parts
