#include "parts/recall.h"

#include <cmath>

#include <gtest/gtest.h>

#include "../models/made_weights.h"
#include "core/rng.h"
#include "made_tokens.h"
#include "models/timbre_net.h"
#include "parts/memory_inputs.h"

namespace divisi::parts {
namespace {

using models::testing::made_file;
using models::testing::made_tensors;
using testing::make_notes;

models::NoteMemorySpec small_memory() {
  models::NoteMemorySpec spec;
  spec.item_numbers = item_numbers(3, false);
  spec.reach = 4;
  spec.layers = 2;
  return spec;
}

models::MemoryModel made_memory(const models::NoteMemorySpec& spec = small_memory(),
                                const std::string& prefix = models::kMemoryPrefix) {
  nn::WeightsFile file = made_file(models::kTimbreNetName, models::parameters_of(spec, prefix),
                                   made_tensors(models::NoteMemory(spec, prefix).all_layers(), 1));
  return models::MemoryModel::load(file, spec.item_numbers, spec.relation_numbers, prefix)
      .value()
      .value();
}

/// With what was heard of beginnings, of so many numbers of timbre.
NoteTokens with_beginnings(NoteTokens tokens, int timbre_numbers) {
  tokens.timbre_numbers = timbre_numbers;
  core::Rng rng(5);
  for (std::size_t n = 0; n < tokens.count() * tokens.beginning_numbers(); ++n)
    tokens.beginnings.push_back(static_cast<float>(rng.uniform(-2.0, 2.0)));
  return tokens;
}

NoteTokens made_piece(int notes) {
  return make_notes({{{1.0F, 0.0F, 0.0F}, 72, 84}, {{0.0F, 1.0F, 0.0F}, 60, 80}}, notes, 0.3, 7)
      .tokens;
}

TEST(Recall, OfNothingIsNothing) {
  NoteTokens none;
  none.dimensions = 3;
  EXPECT_EQ(recall(none, made_memory()).count(), 0u);
}

TEST(Recall, KeepsTheNotesAndGivesUnitVectors) {
  const NoteTokens piece = made_piece(10);
  const NoteTokens found = recall(piece, made_memory());
  ASSERT_EQ(found.count(), piece.count());
  EXPECT_EQ(found.dimensions, small_memory().dimensions);
  for (std::size_t n = 0; n < found.count(); ++n) {
    EXPECT_EQ(found.notes[n].onset_s, piece.notes[n].onset_s);
    double squares = 0.0;
    for (int d = 0; d < found.dimensions; ++d)
      squares += static_cast<double>(found.vector(n)[d]) * found.vector(n)[d];
    EXPECT_NEAR(squares, 1.0, 1e-5);
  }
}

TEST(Recall, DependsNotOnThreads) {
  const NoteTokens piece = made_piece(500);
  const models::MemoryModel memory = made_memory();
  const NoteTokens whole = recall(piece, memory);
  for (const int threads : {2, 3, 64})
    EXPECT_EQ(recall(piece, memory, threads).vectors, whole.vectors) << threads;
}

/// As it is defined, layer by layer, over all notes at once.
std::vector<float> defined_vectors(const NoteTokens& tokens, const models::MemoryModel& memory) {
  nn::Map items;
  nn::Map relations;
  nn::Map found;
  models::Workspace workspace;
  fill_items(tokens, 0, tokens.count(), memory.spec().item_numbers, items);
  fill_relations(tokens, 0, tokens.count(), memory.spec().reach, memory.spec().relation_numbers,
                 relations);
  memory.run(items, relations, found, workspace);
  return {found.data(), found.data() + found.size()};
}

TEST(Recall, IsItsDefinitionButForRounding) {
  for (const int reach : {1, 4, 16, 19}) {
    for (const int heads : {1, 4, 8}) {
      models::NoteMemorySpec spec = small_memory();
      spec.reach = reach;
      spec.heads = heads;
      spec.layers = 1 + reach % 3;
      const models::MemoryModel memory = made_memory(spec);
      for (const int notes : {1, 2, 15, 16, 17, 130, 900}) {
        const NoteTokens piece = made_piece(notes);
        const std::vector<float> expected = defined_vectors(piece, memory);
        const std::vector<float> found = recall(piece, memory).vectors;
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
          ASSERT_NEAR(found[i], expected[i], 1e-4)
              << "reach " << reach << ", heads " << heads << ", notes " << notes;
        }
      }
    }
  }
}

models::MemoryModel made_company(int answers = static_cast<int>(kFamilyCount)) {
  models::NoteMemorySpec spec = small_memory();
  spec.item_numbers = company_item_numbers(3);
  spec.dimensions = answers;
  return made_memory(spec, models::kCompanyPrefix);
}

/// As it is defined, layer by layer, over all notes at once.
std::vector<float> defined_logits(const NoteTokens& tokens, const FamilySet& line_up,
                                  const models::MemoryModel& company) {
  nn::Map items, relations, found;
  models::Workspace workspace;
  fill_company_items(tokens, line_up, company.spec().item_numbers, items);
  fill_relations(tokens, 0, tokens.count(), company.spec().reach, company.spec().relation_numbers,
                 relations);
  company.run(items, relations, found, workspace);
  return {found.data(), found.data() + found.size()};
}

/// Also where some are known to play: then of these alone.
TEST(FamiliesInCompany, AreTheLogarithmOfTheDefinitionsSoftmax) {
  const models::MemoryModel company = made_company();
  const NoteTokens piece = made_piece(130);
  FamilySet two;
  two.set(3).set(7);
  for (const FamilySet& line_up : {FamilySet(), two}) {
    const auto plays = [&](std::size_t f) { return line_up.none() || line_up[f]; };
    const std::vector<float> logits = defined_logits(piece, line_up, company);
    const std::vector<float> found = families_in_company(piece, company, line_up).families;
    EXPECT_EQ(families_in_company(piece, company, line_up, 3).families, found)
        << "whatever the threads";
    ASSERT_EQ(found.size(), piece.count() * kFamilyCount);
    for (std::size_t n = 0; n < piece.count(); ++n) {
      double all = 0.0;
      for (std::size_t f = 0; f < kFamilyCount; ++f) {
        if (plays(f)) all += std::exp(double{logits[n * kFamilyCount + f]});
      }
      for (std::size_t f = 0; f < kFamilyCount; ++f) {
        const double expected =
            plays(f) ? logits[n * kFamilyCount + f] - std::log(all) : double{kNobodyPlays};
        EXPECT_NEAR(found[n * kFamilyCount + f], expected, 1e-4)
            << "note " << n << ", family " << f;
      }
    }
  }
}

/// Told what tells players apart, too; also where nothing was heard of that.
/// The second half of the answers, whoever is told to play.
TEST(FamiliesInCompany, TellWhoPlaysToo) {
  const models::MemoryModel company = made_company(2 * static_cast<int>(kFamilyCount));
  const NoteTokens piece = made_piece(40);
  const FamilySet two = FamilySet().set(3).set(7);
  const std::vector<float> logits = defined_logits(piece, two, company);
  const CompanyAnswers found = families_in_company(piece, company, two);
  ASSERT_EQ(found.families.size(), 40 * kFamilyCount);
  ASSERT_EQ(found.players.size(), 40 * kFamilyCount);
  for (std::size_t n = 0; n < 40; ++n) {
    EXPECT_NEAR(std::exp(found.families[n * kFamilyCount + 3]) +
                    std::exp(found.families[n * kFamilyCount + 7]),
                1.0, 1e-4);
    for (std::size_t f = 0; f < kFamilyCount; ++f) {
      const float logit = logits[(2 * n + 1) * kFamilyCount + f];
      EXPECT_NEAR(found.players[n * kFamilyCount + f], 1.0 / (1.0 + std::exp(-logit)), 1e-4);
    }
  }
  EXPECT_TRUE(families_in_company(piece, made_company(), two).players.empty());
}

TEST(Beliefs, AreTheProbabilityOfTheDefinitionsLogit) {
  models::NoteMemorySpec spec = small_memory();
  spec.dimensions = 1;
  const models::MemoryModel truth = made_memory(spec, models::kTruthPrefix);
  const NoteTokens piece = made_piece(130);
  const std::vector<float> logits = defined_vectors(piece, truth);
  const std::vector<float> found = beliefs(piece, truth);
  EXPECT_EQ(beliefs(piece, truth, 3), found) << "whatever the threads";
  ASSERT_EQ(found.size(), piece.count());
  for (std::size_t n = 0; n < found.size(); ++n)
    EXPECT_NEAR(found[n], 1.0 / (1.0 + std::exp(-double{logits[n]})), 1e-4) << n;
}

TEST(Recall, IsItsDefinitionWhenToldOfTimbre) {
  models::NoteMemorySpec spec = small_memory();
  spec.item_numbers = item_numbers(3, true, 5);
  spec.relation_numbers = kRelations;
  const models::MemoryModel memory = made_memory(spec);
  for (const int notes : {1, 17, 130}) {
    const NoteTokens bare = made_piece(notes);
    const NoteTokens told = with_beginnings(bare, 5);
    for (const NoteTokens& piece : {bare, told}) {
      const std::vector<float> expected = defined_vectors(piece, memory);
      const std::vector<float> found = recall(piece, memory).vectors;
      ASSERT_EQ(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(found[i], expected[i], 1e-4) << notes;
    }
    EXPECT_EQ(recall(bare, memory).vectors == recall(told, memory).vectors, false);
  }
}

TEST(Recall, LooksNoFartherThanItSays) {
  NoteTokens piece = made_piece(200);
  const models::MemoryModel memory = made_memory();
  const NoteTokens before = recall(piece, memory);
  const std::size_t changed = 100;
  piece.notes[changed].pitch_midi += 5;
  const NoteTokens after = recall(piece, memory);
  const auto reach = static_cast<std::size_t>(memory.context_items());
  for (std::size_t n = 0; n < piece.count(); ++n) {
    const bool near = n + reach >= changed && n <= changed + reach;
    const auto row = [&](const NoteTokens& tokens) {
      return std::vector<float>(tokens.vector(n), tokens.vector(n) + tokens.dimensions);
    };
    if (!near) {
      EXPECT_EQ(row(before), row(after)) << n;
    } else if (n == changed) {
      EXPECT_NE(row(before), row(after));
    }
  }
}

TEST(MemoryInputs, SayOfWhichFamilyANoteMayBe) {
  NoteTokens tokens;
  tokens.dimensions = 1;
  const float sound = 1.0F;
  std::vector<float> families(kFamilyCount, -3.0F);
  families[2] = -0.75F;
  families[5] = -8.0F;
  tokens.add({0.0, 1.0, 60, 64, 0.5}, &sound, families.data());
  nn::Map bare, whole;
  fill_items(tokens, 0, 1, item_numbers(1, false), bare);
  fill_items(tokens, 0, 1, item_numbers(1, true), whole);
  ASSERT_EQ(bare.channels(), 6);
  ASSERT_EQ(whole.channels(), 6 + static_cast<int>(kFamilyCount));
  for (int i = 0; i < 6; ++i) EXPECT_EQ(whole.data()[i], bare.data()[i]) << i;
  EXPECT_FLOAT_EQ(whole.data()[6], 0.0F);
  EXPECT_FLOAT_EQ(whole.data()[6 + 2], 0.75F);
  EXPECT_FLOAT_EQ(whole.data()[6 + 5], -1.0F) << "no less";
}

TEST(MemoryInputs, SayHowTwoNotesLie) {
  NoteTokens tokens;
  tokens.dimensions = 1;
  const float sound = 1.5F;  // trusted by three quarters
  tokens.add({0.0, 1.0, 60, 64, 1.0}, &sound);
  tokens.add({1.0, 2.0, 72, 64, 1.0}, &sound);
  nn::Map relations;
  fill_relations(tokens, 0, 2, 1, kRelationsWithoutTimbre, relations);
  const float* up = relations.at(0, 2);
  const float* down = relations.at(1, 0);
  EXPECT_NEAR(up[kSoundAlike], 0.75 * 0.75, 1e-6);
  EXPECT_FLOAT_EQ(up[kInterval], 1.0F);
  EXPECT_FLOAT_EQ(down[kInterval], -1.0F);
  EXPECT_FLOAT_EQ(up[kFollows], 1.0F);
  EXPECT_FLOAT_EQ(down[kFollows], 1.0F);
  EXPECT_FLOAT_EQ(up[kOverlap], 0.0F);
  EXPECT_NEAR(up[kAboveNearby], std::exp(-2.0), 1e-6);
  EXPECT_NEAR(down[kAboveNearby], -std::exp(-2.0), 1e-6);
  for (int r = 0; r < kRelationsWithoutTimbre; ++r)
    EXPECT_EQ(relations.at(0, 0)[r], 0.0F) << "outside";
}

TEST(MemoryInputs, SayHowLikelyOnePlaysBoth) {
  NoteTokens tokens;
  tokens.dimensions = 1;
  tokens.timbre_numbers = 2;
  const float sound = 1.0F;
  std::vector<float> beginning(kFamilyCount, kAnyFamily);
  for (const auto& [first, second] : {std::pair(2.0F, 0.5F), {1.0F, -2.0F}}) {
    beginning.resize(kFamilyCount);
    beginning.insert(beginning.end(), {first, second});
    tokens.add({0.0, 1.0, 60, 64, 1.0}, &sound, beginning.data());
  }
  nn::Map items, company, relations;
  fill_items(tokens, 0, 2, item_numbers(1, true, 2), items);
  EXPECT_EQ(items.at(1, 0)[item_numbers(1, true)], 1.0F);
  EXPECT_EQ(items.at(1, 0)[item_numbers(1, true) + 1], -2.0F);
  fill_company_items(tokens, FamilySet().set(4), company_item_numbers(1, 2), company);
  EXPECT_EQ(company.at(0, 0)[item_numbers(1, true) + 4], 1.0F) << "the line-up comes first";
  EXPECT_EQ(company.at(0, 0)[company_item_numbers(1)], 2.0F);
  fill_relations(tokens, 0, 2, 1, kRelations, relations);
  ASSERT_EQ(relations.channels(), kRelations);
  EXPECT_NEAR(relations.at(0, 2)[kOnePlayer], 1.0 / (1.0 + std::exp(0.0)), 1e-6) << "2 - 1 - 1";
  EXPECT_EQ(relations.at(1, 0)[kOnePlayer], relations.at(0, 2)[kOnePlayer]);
  EXPECT_NEAR(relations.at(0, 1)[kOnePlayer], 1.0 / (1.0 + std::exp(-3.25)), 1e-6) << "itself";
  tokens.beginnings.clear();
  fill_items(tokens, 0, 2, item_numbers(1, true, 2), items);
  EXPECT_EQ(items.at(1, 0)[item_numbers(1, true) + 1], 0.0F) << "nothing was heard";
  fill_relations(tokens, 0, 2, 1, kRelations, relations);
  EXPECT_NEAR(relations.at(0, 2)[kOnePlayer], 1.0 / (1.0 + std::exp(1.0)), 1e-6);
}

TEST(MemoryModel, FilesThatDoNotFitAreRefused) {
  const models::NoteMemorySpec spec = small_memory();
  const auto tensors = made_tensors(models::NoteMemory(spec).all_layers(), 1);
  auto sizes = models::parameters_of(spec);
  nn::WeightsFile other = made_file(models::kTimbreNetName, sizes, tensors);
  const int pairs = spec.relation_numbers;
  EXPECT_FALSE(models::MemoryModel::load(other, spec.item_numbers + 1, pairs));
  nn::WeightsFile more = made_file(models::kTimbreNetName, sizes, tensors);
  EXPECT_FALSE(models::MemoryModel::load(more, spec.item_numbers, pairs + 1));
  sizes["memory.heads"] = {5.0};
  nn::WeightsFile uneven = made_file(models::kTimbreNetName, sizes, tensors);
  EXPECT_FALSE(models::MemoryModel::load(uneven, spec.item_numbers, pairs));
  nn::WeightsFile without = made_file(models::kTimbreNetName, {}, {});
  const auto none = models::MemoryModel::load(without, spec.item_numbers, pairs);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

}  // namespace
}  // namespace divisi::parts
