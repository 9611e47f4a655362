#include "parts/recall.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/check.h"
#include "core/parallel.h"
#include "parts/memory_inputs.h"
#include "parts/relation_columns.h"

namespace divisi::parts {
namespace {

/// [N, Z] of notes with these items.
std::vector<float> answers_of(const models::MemoryModel& memory, const NoteTokens& tokens,
                              const nn::Map& numbers, int threads) {
  const auto dimensions = static_cast<std::size_t>(memory.spec().dimensions);
  std::vector<float> answers(tokens.count() * dimensions);
  const nn::Columns items = item_columns(numbers);
  const RelationColumns relations(tokens, memory.spec().reach, memory.spec().relation_numbers);
  const models::RelateTile relate = [&](int tile, int first_place, int places, nn::ColumnSpan out) {
    relations.relate(tile, first_place, places, out);
  };
  // Ranges of one length: what lies around each is worked out twice, so that few are best.
  const int tiles = items.tiles().end;
  const int ranges = std::min(std::max(1, threads), tiles);
  core::parallel_for(static_cast<std::size_t>(ranges), threads, [&](std::size_t range) {
    const int r = static_cast<int>(range);
    const nn::TileRange wanted{tiles * r / ranges, tiles * (r + 1) / ranges};
    float* out = answers.data() + std::size_t(wanted.begin) * nn::kColumnTile * dimensions;
    memory.columns().run(items, static_cast<int>(tokens.count()), wanted, relate, out);
  });
  return answers;
}

/// Nobody else than those who play, unless nobody is said to.
void shut_out_others(const FamilySet& line_up, std::span<float> logits) {
  for (std::size_t f = 0; f < kFamilyCount; ++f) {
    if (line_up.any() && !line_up[f]) logits[f] = -std::numeric_limits<float>::infinity();
  }
}

float probability(float logit) { return 1.0f / (1.0f + std::exp(-logit)); }

}  // namespace

NoteTokens recall(const NoteTokens& tokens, const models::MemoryModel& memory, int threads) {
  nn::Map items;
  fill_items(tokens, 0, tokens.count(), memory.spec().item_numbers, items);
  NoteTokens result;
  result.dimensions = memory.spec().dimensions;
  result.notes = tokens.notes;
  result.positions = tokens.positions;
  result.vectors = answers_of(memory, tokens, items, threads);
  return result;
}

std::vector<float> families_alone(const NoteTokens& tokens) {
  std::vector<float> families;
  if (tokens.beginnings.empty()) return families;
  for (std::size_t n = 0; n < tokens.count(); ++n)
    families.insert(families.end(), tokens.beginning(n), tokens.beginning(n) + kFamilyCount);
  return families;
}

CompanyAnswers families_in_company(const NoteTokens& tokens, const models::MemoryModel& company,
                                   const FamilySet& line_up, int threads) {
  const auto numbers = static_cast<std::size_t>(company.spec().dimensions);
  DIVISI_CHECK(numbers == kFamilyCount || numbers == 2 * kFamilyCount, "an answer for each family");
  nn::Map items;
  fill_company_items(tokens, line_up, company.spec().item_numbers, items);
  std::vector<float> answers = answers_of(company, tokens, items, threads);
  CompanyAnswers told;
  for (std::size_t n = 0; n < tokens.count(); ++n) {
    const std::span<float> row(answers.data() + n * numbers, numbers);
    const std::span<float> logits = row.first(kFamilyCount);
    shut_out_others(line_up, logits);
    to_log_probabilities(logits, kNobodyPlays);
    told.families.insert(told.families.end(), logits.begin(), logits.end());
    for (const float logit : row.subspan(kFamilyCount)) told.players.push_back(probability(logit));
  }
  return told;
}

std::vector<float> beliefs(const NoteTokens& tokens, const models::MemoryModel& truth,
                           int threads) {
  DIVISI_CHECK(truth.spec().dimensions == 1, "one answer for each note");
  nn::Map items;
  fill_items(tokens, 0, tokens.count(), truth.spec().item_numbers, items);
  std::vector<float> told = answers_of(truth, tokens, items, threads);
  std::transform(told.begin(), told.end(), told.begin(), probability);
  return told;
}

}  // namespace divisi::parts
