#include <cmath>
#include <set>

#include "parts/memory_inputs.h"
#include "timbre/note_memory_run.h"
#include "timbre/torch_memory_ops.h"

namespace divisi::timbre {
namespace {

constexpr int kPairsJudged = 600;  // of a piece, so that long pieces do not decide alone

torch::Tensor indices_of_known(const std::vector<int>& sources) {
  std::vector<std::int64_t> known;
  for (std::size_t n = 0; n < sources.size(); ++n) {
    if (sources[n] != hearing::kUnknownSource) known.push_back(static_cast<std::int64_t>(n));
  }
  return torch::tensor(known, torch::kInt64);
}

/// From the cosine of two notes to a logit: the one layer that the product does not need, because
/// calibration does it anew.
models::ConvLayer judging_layer() {
  models::ConvLayer layer;
  layer.name = "judge";
  layer.conv.taps = {{0, 0}};
  layer.bias = true;
  return layer;
}

std::size_t source_count(const hearing::HeardNotes& piece) {
  std::set<int> sources(piece.sources.begin(), piece.sources.end());
  sources.erase(hearing::kUnknownSource);
  return sources.size();
}

/// Logits of random pairs of a piece, those of one source and the others.
void judge_pairs(const torch::Tensor& logits, const hearing::HeardNotes& piece, core::Rng& rng,
                 std::vector<float>& same, std::vector<float>& different) {
  const auto access = logits.accessor<float, 2>();
  const int last = static_cast<int>(piece.sources.size()) - 1;
  for (int i = 0; i < kPairsJudged; ++i) {
    const int a = rng.integer(0, last), b = rng.integer(0, last);
    const int of_a = piece.sources[static_cast<std::size_t>(a)];
    const int of_b = piece.sources[static_cast<std::size_t>(b)];
    if (a == b || of_a == hearing::kUnknownSource || of_b == hearing::kUnknownSource) continue;
    (of_a == of_b ? same : different).push_back(access[a][b]);
  }
}

/// The probability that one of `same` is greater than one of `different` (Mann-Whitney).
double area_under_curve(const std::vector<float>& same, const std::vector<float>& different) {
  if (same.empty() || different.empty()) return 0.0;
  const torch::Tensor sorted = std::get<0>(torch::tensor(different).sort());
  const torch::Tensor below = torch::searchsorted(sorted, torch::tensor(same));
  return below.to(torch::kDouble).mean().item<double>() / static_cast<double>(different.size());
}

}  // namespace

PairNet::PairNet(const NoteMemoryRecipe& recipe)
    : spec_(recipe.network),
      memory_(recipe.network),
      recall_(recipe.what_is_recalled()),
      layers_(memory_.all_layers()) {
  layers_.push_back(judging_layer());
}

/// Strangers at first: a cosine of 1/4 is even odds.
void PairNet::prepare(train::TorchNet& net) const {
  const torch::NoGradGuard no_gradient;
  net->at(layers_.back().name)->weight.fill_(4.0);
  net->at(layers_.back().name)->bias.fill_(-1.0);
}

torch::Tensor PairNet::logits(train::TorchNet& net, const parts::NoteTokens& tokens) const {
  nn::Map items;
  nn::Map relations;
  parts::fill_items(tokens, 0, tokens.count(), spec_.item_numbers, items);
  parts::fill_relations(tokens, 0, tokens.count(), spec_.reach, spec_.relation_numbers, relations);
  TorchMemoryOps ops(net, recall_);
  const torch::Tensor vectors =
      models::run_note_memory(memory_, ops, as_tensor(items), as_tensor(relations)).flatten(0, 2);
  const torch::Tensor cosines = torch::mm(vectors, vectors.t());
  const auto count = static_cast<std::int64_t>(tokens.count());
  return ops.conv(layers_.back(), cosines.view({1, count * count, 1, 1})).view({count, count});
}

torch::Tensor pair_loss(const torch::Tensor& logits, const std::vector<int>& sources) {
  const torch::Tensor known = indices_of_known(sources);
  const std::int64_t count = known.size(0);
  if (count < 2) return {};
  const torch::Tensor of =
      torch::tensor(std::vector<std::int64_t>(sources.begin(), sources.end()), torch::kInt64)
          .index_select(0, known);
  const torch::Tensor same = (of.unsqueeze(1) == of.unsqueeze(0)).to(torch::kFloat32);
  const torch::Tensor others = 1.0 - torch::eye(count);
  const torch::Tensor asked = logits.index_select(0, known).index_select(1, known);
  return torch::binary_cross_entropy_with_logits(asked, same, others, {}, at::Reduction::Sum) /
         static_cast<double>(count * (count - 1));
}

train::ValidationResult validate_pairs(const PairNet& pairs, train::TorchNet& net,
                                       const std::vector<hearing::HeardNotes>& pieces) {
  const torch::NoGradGuard no_gradient;
  core::Rng rng(1);
  std::vector<float> same;
  std::vector<float> different;
  double sum = 0.0;
  double count = 0.0;
  for (const hearing::HeardNotes& piece : pieces) {
    if (piece.tokens.count() < 2) continue;
    const torch::Tensor logits = pairs.logits(net, piece.tokens);
    const torch::Tensor loss = pair_loss(logits, piece.sources);
    if (!loss.defined()) continue;
    sum += loss.item<double>();
    count += 1.0;
    if (source_count(piece) > 1) judge_pairs(logits, piece, rng, same, different);
  }
  train::ValidationResult result;
  result.loss = count > 0.0 ? sum / count : 0.0;
  result.loss_parts = {result.loss};
  result.figures = {{"pair_auc", area_under_curve(same, different)}};
  result.score = -result.loss;
  return result;
}

}  // namespace divisi::timbre
