#include "timbre/note_company_run.h"

#include <algorithm>
#include <string>
#include <utility>

#include "models/memory_model.h"
#include "parts/line_up.h"
#include "parts/memory_inputs.h"
#include "timbre/instrument_patches.h"
#include "timbre/instrument_run.h"
#include "timbre/torch_memory_ops.h"

namespace divisi::timbre {
namespace {

constexpr double kOftenTold = 0.7;
constexpr double kPlainlyTold = 0.6;   ///< of these, in plain words
constexpr double kSayOfPlayers = 0.5;  ///< of their loss, beside the families'

/// Who plays, as far as it is known.
parts::FamilySet families_in(const std::vector<int>& families) {
  parts::FamilySet all;
  for (const int family : families) {
    if (family != hearing::kUnknownSource) all.set(static_cast<std::size_t>(family));
  }
  return all;
}

/// [K] what each family is called by whoever tells: itself, or something plainer. An electric piano
/// is a piano to many.
std::vector<std::size_t> words_for_families(core::Rng& rng) {
  const bool is_plain = rng.chance(kPlainlyTold);
  std::vector<std::size_t> words;
  for (std::size_t f = 0; f < parts::kFamilyCount; ++f)
    words.push_back(is_plain && rng.chance(0.7) ? parts::plain_family(f) : f);
  return words;
}

std::vector<int> in_words(const std::vector<std::size_t>& words, std::vector<int> families) {
  for (int& family : families) {
    if (family != hearing::kUnknownSource)
      family = static_cast<int>(words[static_cast<std::size_t>(family)]);
  }
  return families;
}

parts::FamilySet in_words(const std::vector<std::size_t>& words, const parts::FamilySet& families) {
  parts::FamilySet said;
  for (std::size_t f = 0; f < parts::kFamilyCount; ++f) {
    if (families[f]) said.set(words[f]);
  }
  return said;
}

class CompanyTask final : public HeardTask {
 public:
  explicit CompanyTask(const NoteMemoryRecipe& recipe) : recipe_(recipe), company_(recipe) {}

  models::NetLayers layers() const override { return company_.layers(); }
  void prepare(train::TorchNet&) const override {}
  std::vector<std::string> loss_names() const override {
    if (company_.tells_players()) return {"family", "told", "players"};
    return {"family", "told"};
  }

  torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes& piece,
                     core::Rng& rng) const override {
    const bool is_told = rng.chance(kOftenTold);
    hearing::HeardNotes excerpt = draw_excerpt(piece, recipe_.excerpts, rng);
    if (excerpt.tokens.count() == 0) return {};
    parts::FamilySet line_up;
    if (is_told) {
      const std::vector<std::size_t> words = words_for_families(rng);
      line_up = families_in(in_words(words, piece.families));
      excerpt.families = in_words(words, excerpt.families);
      for (parts::FamilySet& players : excerpt.players) players = in_words(words, players);
    }
    const HeardInCompany heard = company_.hear(net, excerpt.tokens, line_up);
    torch::Tensor loss = family_loss(heard.families, excerpt.families);
    if (!loss.defined() || !heard.players.defined()) return loss;
    return loss + kSayOfPlayers * players_loss(heard.players, excerpt.players, line_up);
  }

  train::ValidationResult validate(train::TorchNet& net, const HeardPieces& pieces) const override {
    return validate_families(company_, net, pieces);
  }

  TimbreAddition addition() const override {
    return {recipe_.name, models::kCompanyPrefix,
            models::parameters_of(recipe_.network, models::kCompanyPrefix), company_.layers()};
  }

 private:
  const NoteMemoryRecipe& recipe_;
  CompanyNet company_;
};

/// Of the notes whose player is known.
std::vector<std::int64_t> known_rows(const std::vector<int>& families) {
  std::vector<std::int64_t> rows;
  for (std::size_t n = 0; n < families.size(); ++n) {
    if (families[n] != hearing::kUnknownSource) rows.push_back(static_cast<std::int64_t>(n));
  }
  return rows;
}

std::vector<int> at_rows(const std::vector<int>& all, const std::vector<std::int64_t>& rows) {
  std::vector<int> some;
  for (const std::int64_t row : rows) some.push_back(all[static_cast<std::size_t>(row)]);
  return some;
}

/// [K] 0 for those who play, so little for others that nothing is left of them.
torch::Tensor shut_out(const parts::FamilySet& line_up) {
  torch::Tensor less = torch::zeros({static_cast<std::int64_t>(parts::kFamilyCount)});
  for (std::size_t f = 0; f < parts::kFamilyCount; ++f) {
    if (!line_up[f]) less[static_cast<std::int64_t>(f)] = parts::kNobodyPlays;
  }
  return less;
}

/// What is right of second players: of those whom a note is not dealt to.
class SecondsJudge {
 public:
  void add(const HeardInCompany& heard, const std::vector<parts::FamilySet>& players,
           const parts::FamilySet& line_up) {
    loss_ += players_loss(heard.players, players, line_up).item<double>();
    pieces_ += 1.0;
    const torch::Tensor dealt = heard.families.argmax(1);
    const auto dealt_to = dealt.accessor<std::int64_t, 1>();
    const auto logits = heard.players.accessor<float, 2>();
    for (std::size_t n = 0; n < players.size(); ++n) {
      if (players[n].none()) continue;
      const auto row = static_cast<std::int64_t>(n);
      for (std::size_t f = 0; f < parts::kFamilyCount; ++f) {
        const auto family = static_cast<std::int64_t>(f);
        if (!line_up[f] || dealt_to[row] == family) continue;
        const bool is_said = logits[row][family] >= 0.0f;
        said_ += is_said ? 1.0 : 0.0;
        are_ += players[n][f] ? 1.0 : 0.0;
        right_ += is_said && players[n][f] ? 1.0 : 0.0;
      }
    }
  }
  double loss() const { return loss_ / std::max(1.0, pieces_); }
  std::vector<train::Figure> figures() const {
    return {{"seconds_right", right_ / std::max(1.0, said_)},
            {"seconds_found", right_ / std::max(1.0, are_)}};
  }

 private:
  double loss_ = 0.0, pieces_ = 0.0, said_ = 0.0, are_ = 0.0, right_ = 0.0;
};

/// What was heard is what the network is for.
Expected<void> check_fit(const models::NoteMemorySpec& network, const HeardSets& sets) {
  const bool any_known = std::any_of(sets.train.begin(), sets.train.end(), [](const auto& piece) {
    return !known_rows(piece.families).empty();
  });
  if (!any_known) {
    return Error{ErrorCode::invalid_argument,
                 "--names knows nobody who plays in these clips (their clip.json: parts)",
                 "--names"};
  }
  const parts::NoteTokens& tokens = sets.train.front().tokens;
  if (tokens.beginnings.empty()) {
    return Error{ErrorCode::invalid_argument,
                 "families in company need timbre weights with an instrument network", "network"};
  }
  if (auto fits =
          check_numbers(network, parts::company_numbers(tokens.dimensions, tokens.timbre_numbers));
      !fits)
    return fits;
  const int families = static_cast<int>(parts::kFamilyCount);
  if (network.dimensions == families || network.dimensions == 2 * families) return {};
  return Error{ErrorCode::invalid_argument,
               "network.dimensions: expected " + std::to_string(families) + ", or " +
                   std::to_string(2 * families) + " with who else plays, found " +
                   std::to_string(network.dimensions),
               "network"};
}

}  // namespace

CompanyNet::CompanyNet(const NoteMemoryRecipe& recipe)
    : spec_(recipe.network),
      net_(recipe.network, models::kCompanyPrefix),
      recall_(recipe.what_is_recalled()) {}

bool CompanyNet::tells_players() const {
  return spec_.dimensions > static_cast<int>(parts::kFamilyCount);
}

HeardInCompany CompanyNet::hear(train::TorchNet& net, const parts::NoteTokens& tokens,
                                const parts::FamilySet& line_up) const {
  nn::Map items, relations;
  parts::fill_company_items(tokens, line_up, spec_.item_numbers, items);
  parts::fill_relations(tokens, 0, tokens.count(), spec_.reach, spec_.relation_numbers, relations);
  TorchMemoryOps ops(net, recall_);
  const torch::Tensor answers =
      models::run_note_company(net_, ops, as_tensor(items), as_tensor(relations)).flatten(0, 2);
  constexpr auto kFamilies = static_cast<std::int64_t>(parts::kFamilyCount);
  torch::Tensor logits = answers.slice(1, 0, kFamilies);
  if (line_up.any()) logits = logits + shut_out(line_up);
  return {torch::log_softmax(logits, 1),
          tells_players() ? answers.slice(1, kFamilies) : torch::Tensor()};
}

torch::Tensor family_loss(const torch::Tensor& log_probabilities,
                          const std::vector<int>& families) {
  const std::vector<std::int64_t> rows = known_rows(families);
  if (rows.empty()) return {};
  return torch::nll_loss(log_probabilities.index_select(0, torch::tensor(rows)),
                         torch::tensor(at_rows(families, rows), torch::kLong));
}

torch::Tensor players_loss(const torch::Tensor& logits,
                           const std::vector<parts::FamilySet>& players,
                           const parts::FamilySet& line_up) {
  torch::Tensor plays = torch::zeros_like(logits), asked = torch::zeros_like(logits);
  auto plays_at = plays.accessor<float, 2>();
  auto asked_at = asked.accessor<float, 2>();
  double known = 0.0;
  for (std::size_t n = 0; n < players.size(); ++n) {
    if (players[n].none()) continue;
    known += 1.0;
    for (std::size_t f = 0; f < parts::kFamilyCount; ++f) {
      const auto row = static_cast<std::int64_t>(n), column = static_cast<std::int64_t>(f);
      plays_at[row][column] = players[n][f] ? 1.0f : 0.0f;
      asked_at[row][column] = line_up.none() || line_up[f] ? 1.0f : 0.0f;
    }
  }
  return torch::binary_cross_entropy_with_logits(logits, plays, asked, {}, at::Reduction::Sum) /
         std::max(1.0, known);
}

train::ValidationResult validate_families(const CompanyNet& company, train::TorchNet& net,
                                          const HeardPieces& pieces) {
  const torch::NoGradGuard no_gradient;
  train::ValidationResult result;
  SecondsJudge seconds;
  for (const bool is_told : {false, true}) {
    FamilyJudge judge;
    double sum = 0.0, notes = 0.0;
    for (const hearing::HeardNotes& piece : pieces) {
      const std::vector<std::int64_t> rows = known_rows(piece.families);
      if (rows.empty()) continue;
      const std::vector<int> known = at_rows(piece.families, rows);
      const auto line_up = is_told ? families_in(piece.families) : parts::FamilySet();
      const HeardInCompany heard = company.hear(net, piece.tokens, line_up);
      const torch::Tensor families = heard.families.index_select(0, torch::tensor(rows));
      sum += torch::nll_loss(families, torch::tensor(known, torch::kLong), {}, at::Reduction::Sum)
                 .item<double>();
      notes += static_cast<double>(rows.size());
      judge.add(families, known, at_rows(piece.sources, rows));
      if (is_told && heard.players.defined()) seconds.add(heard, piece.players, line_up);
    }
    result.loss_parts.push_back(sum / std::max(1.0, notes));
    for (train::Figure& figure : judge.figures()) {
      if (is_told) figure.name = "told_" + figure.name;
      result.figures.push_back(figure);
    }
  }
  result.loss = 0.5 * (result.loss_parts[0] + result.loss_parts[1]);
  if (company.tells_players()) {
    result.loss_parts.push_back(seconds.loss());
    result.loss += kSayOfPlayers * seconds.loss();
    for (const train::Figure& figure : seconds.figures()) result.figures.push_back(figure);
  }
  result.score = -result.loss;
  return result;
}

Expected<void> train_note_company(const NoteMemoryRecipe& recipe,
                                  const std::filesystem::path& families,
                                  const HeardTrainingOptions& options, const train::LogLine& log) {
  const Expected<parts::PlayerFamilies> known = read_families(families);
  if (!known) return known.error();
  const Expected<HeardSets> sets = hear_sets(options, log, &*known);
  if (!sets) return sets.error();
  if (Expected<void> good = check_fit(recipe.network, *sets); !good) return good;
  return run_heard_training(CompanyTask(recipe), recipe.schedule, recipe.seed,
                            recipe_to_json(recipe), options, *sets, log);
}

}  // namespace divisi::timbre
