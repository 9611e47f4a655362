#include "train/note_contrast.h"

#include <tuple>

namespace divisi::train {
namespace {

constexpr double kFarSemitones = 24.0;
constexpr double kOctave = 12.0;
constexpr double kNearSemitones = 4.0;
constexpr double kNearWeight = 2.0;
constexpr double kNever = -1e9;

torch::Tensor pitch_distances(const PooledNotes& notes) {
  const torch::Tensor pitches = notes.pitches.to(torch::kFloat32);
  return (pitches.unsqueeze(1) - pitches.unsqueeze(0)).abs();
}

}  // namespace

PooledNotes pool_notes(const torch::Tensor& vectors, const torch::Tensor& owners) {
  const std::int64_t frames = owners.size(1), pitches = owners.size(2);
  const torch::Tensor sources = owners.select(3, 0).reshape({-1}).to(torch::kLong);
  const torch::Tensor numbers = owners.select(3, 1).reshape({-1}).to(torch::kLong);
  const torch::Tensor cells = (numbers > 0).nonzero().squeeze(1);
  const torch::Tensor cell_items = cells.div(frames * pitches, "floor");
  const std::int64_t most = numbers.numel() == 0 ? 1 : numbers.max().item<std::int64_t>() + 1;
  const torch::Tensor keys = cell_items * most + numbers.index({cells});
  const auto [unique, note_of_cell, counts] =
      at::_unique2(keys, /*sorted=*/true, /*return_inverse=*/true);
  const std::int64_t count = unique.numel();

  PooledNotes notes;
  const torch::Tensor of_cells = vectors.reshape({-1, vectors.size(3)}).index({cells});
  const torch::Tensor sums = torch::zeros({count, vectors.size(3)}, of_cells.options())
                                 .index_add(0, note_of_cell, of_cells);
  notes.vectors = torch::nn::functional::normalize(
      sums, torch::nn::functional::NormalizeFuncOptions().dim(1).eps(1e-6));
  const auto of_note = [&](const torch::Tensor& cell_values) {  // the same in all cells of a note
    return torch::zeros({count}, cell_values.options()).scatter(0, note_of_cell, cell_values);
  };
  notes.sources = of_note(sources.index({cells}));
  notes.items = unique.div(most, "floor");
  notes.pitches = of_note(cells.remainder(pitches));
  return notes;
}

NotePairs pairs_of(const PooledNotes& notes) {
  const auto equal = [](const torch::Tensor& x) { return x.unsqueeze(1) == x.unsqueeze(0); };
  const torch::Tensor others =
      torch::logical_not(torch::eye(notes.items.numel(), torch::kBool).to(notes.items.device()));
  const torch::Tensor of_one_item = equal(notes.items) & others;
  const torch::Tensor of_one_source = equal(notes.sources);
  return {of_one_item & of_one_source, of_one_item & torch::logical_not(of_one_source)};
}

torch::Tensor note_contrast(const PooledNotes& notes, double temperature) {
  const NotePairs pairs = pairs_of(notes);
  const torch::Tensor anchors = (pairs.same.any(1) & pairs.different.any(1)).nonzero().squeeze(1);
  if (anchors.numel() == 0) return notes.vectors.sum() * 0.0;
  const torch::Tensor similarity = torch::mm(notes.vectors, notes.vectors.t()) / temperature;
  const torch::Tensor distance = pitch_distances(notes);
  const torch::Tensor near = torch::log1p(kNearWeight * torch::exp(-distance / kNearSemitones));
  const torch::Tensor seen = pairs.same | pairs.different;
  const torch::Tensor logits =
      (similarity + torch::where(pairs.different, near, torch::zeros_like(near)))
          .masked_fill(torch::logical_not(seen), kNever);
  const torch::Tensor log_sum = torch::logsumexp(logits, 1, /*keepdim=*/true);
  torch::Tensor weights =
      pairs.same.to(torch::kFloat32) * (1.0 + distance.clamp_max(kFarSemitones) / kOctave);
  weights = weights / weights.sum(1, /*keepdim=*/true).clamp_min(1e-9);
  const torch::Tensor losses = (weights * (log_sum - similarity)).sum(1);
  return losses.index({anchors}).mean();
}

}  // namespace divisi::train
