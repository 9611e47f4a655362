#include <algorithm>
#include <cmath>

#include "features/feature_parameters.h"
#include "models/timbre_model.h"
#include "train/architecture.h"
#include "train/note_cells.h"
#include "train/note_contrast.h"
#include "train/own_features.h"

namespace divisi::train {
namespace {

/// Cells by similarity: how well a threshold on it tells pairs of one source from others.
class TimbreJudge final : public Judge {
 public:
  void add(const Outputs& outputs, const Targets& targets) override {
    const PooledNotes notes = pool_notes(outputs.cells, targets.cells);
    if (notes.items.numel() == 0) return;
    const NotePairs pairs = pairs_of(notes);
    const torch::Tensor similarity = torch::mm(notes.vectors, notes.vectors.t());
    same_.push_back(similarity.masked_select(pairs.same));
    different_.push_back(similarity.masked_select(pairs.different));
    count_nearest(similarity, pairs, notes.pitches);
  }

  std::vector<Figure> figures() const override {
    return {{"pair_auc", score()}, {"nearest", anchors_ > 0.0 ? hits_ / anchors_ : 0.0}};
  }

  /// Area under the curve of true over false positives (Mann-Whitney).
  double score() const override {
    if (same_.empty()) return 0.0;
    const torch::Tensor same = torch::cat(same_), different = torch::cat(different_);
    if (same.numel() == 0 || different.numel() == 0) return 0.0;
    const torch::Tensor sorted = std::get<0>(different.sort());
    const torch::Tensor below = torch::searchsorted(sorted, same.contiguous());
    return below.to(torch::kDouble).mean().item<double>() / static_cast<double>(sorted.numel());
  }

 private:
  /// Whether the most similar note of another pitch is of the same source, where that is a
  /// question.
  void count_nearest(const torch::Tensor& similarity, const NotePairs& pairs,
                     const torch::Tensor& pitches) {
    const torch::Tensor elsewhere = pitches.unsqueeze(1) != pitches.unsqueeze(0);
    const torch::Tensor same = pairs.same & elsewhere, different = pairs.different & elsewhere;
    const auto best = [&](const torch::Tensor& mask) {
      return std::get<0>(similarity.masked_fill(torch::logical_not(mask), -2.0).max(1));
    };
    const torch::Tensor asked = same.any(1) & different.any(1);
    hits_ += ((best(same) > best(different)) & asked).sum().item<double>();
    anchors_ += asked.sum().item<double>();
  }

  std::vector<torch::Tensor> same_, different_;
  double hits_ = 0.0;
  double anchors_ = 0.0;
};

class TimbreArchitecture final : public Architecture {
 public:
  explicit TimbreArchitecture(const Recipe& recipe)
      : timbre_(recipe.timbre), net_(models::make_timbre_net(recipe.timbre.network)) {}

  models::NetLayers layers() const override { return net_.layers(); }
  TorchNetOptions net_options() const override {
    return {.initial = InitialWeights::he_normal, .batch_norm_momentum = 0.02};
  }
  std::vector<std::string> loss_names() const override { return {"contrast"}; }
  PitchGrid pitches() const override {
    return {.lowest_midi = 21, .pitch_count = timbre_.network.layers.pitch_count};
  }
  int target_count() const override { return 2; }
  ClipFeatures features(bool /*for_training*/) const override { return tuned_features(heard_); }

  /// Where one note alone is at a cell: its source and its number, from 1 on.
  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    const PitchGrid grid = pitches();
    const auto row_cells = static_cast<std::size_t>(2 * grid.pitch_count);
    std::fill_n(out, static_cast<std::size_t>(frame_count) * row_cells, 0.0f);
    std::vector<char> taken(static_cast<std::size_t>(frame_count * grid.pitch_count), 0);
    for_each_sounding_cell(clip.notes, frames, grid, first_frame, frame_count,
                           [&](std::size_t n, std::size_t cell, bool) {
                             const bool alone = taken[cell] == 0;
                             taken[cell] = 1;
                             out[2 * cell] =
                                 alone ? static_cast<float>(clip.note_sources[n] + 1) : 0.0f;
                             out[2 * cell + 1] = alone ? static_cast<float>(n + 1) : 0.0f;
                           });
  }

  /// A single source has nobody to be told from.
  double weight_of(const Clip& clip) const override {
    return clip.source_count() < 2 ? 0.0 : clip.frame_count;
  }

  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    return models::run_note_net(net_, ops, features);
  }

  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    const torch::Tensor contrast =
        note_contrast(pool_notes(outputs.cells, targets.cells), timbre_.temperature);
    return {contrast, contrast.detach().reshape({1})};
  }

  std::unique_ptr<Judge> judge() const override { return std::make_unique<TimbreJudge>(); }
  void prepare(TorchNet& /*net*/) const override {}
  void constrain(TorchNet& /*net*/) const override {}

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    auto parameters = models::parameters_of(timbre_.network);
    parameters.merge(features::parameters_of(heard_));
    return parameters;
  }

 private:
  TimbreRecipe timbre_;
  models::NoteNet net_;
  features::FeatureSpec heard_;
};

}  // namespace

std::unique_ptr<Architecture> make_timbre_architecture(const Recipe& recipe) {
  return std::make_unique<TimbreArchitecture>(recipe);
}

}  // namespace divisi::train
