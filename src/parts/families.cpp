#include "parts/families.h"

#include <algorithm>
#include <cmath>

namespace divisi::parts {
namespace {

/// Programs from `first` on, up to the next entry's.
struct Stretch {
  int first;
  std::string_view word;
};

constexpr std::array<Stretch, 22> kStretches = {{
    {0, "piano"},
    {4, "electric piano"},
    {6, "plucked strings"},
    {7, "electric piano"},
    {8, "mallets"},
    {16, "organ"},
    {24, "guitar"},
    {32, "bass"},
    {40, "strings"},
    {45, "plucked strings"},
    {47, ""},
    {48, "strings"},
    {52, "voice"},
    {55, ""},
    {56, "brass"},
    {64, "reeds"},
    {72, "flute"},
    {80, "synthesizer"},
    {96, ""},
    {104, "plucked strings"},
    {108, "mallets"},
    {109, "reeds"},
}};
constexpr int kFiddle = 110;
constexpr int kShanai = 111;

}  // namespace

void to_log_probabilities(std::span<float> logits, float least) {
  const float greatest = *std::max_element(logits.begin(), logits.end());
  float sum = 0.0f;
  for (const float logit : logits) sum += std::exp(logit - greatest);
  const float log_sum = greatest + std::log(sum);
  for (float& logit : logits) logit = std::max(least, logit - log_sum);
}

std::optional<std::size_t> find_family(std::string_view word) {
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    if (kFamilies[f].word == word) return f;
  }
  return {};
}

std::optional<std::size_t> family_of_program(int program) {
  if (program < 0 || program > kShanai) return {};
  if (program == kFiddle) return find_family("strings");
  std::string_view word;
  for (const Stretch& stretch : kStretches) {
    if (stretch.first <= program) word = stretch.word;
  }
  return find_family(word);
}

}  // namespace divisi::parts
