#include <algorithm>
#include <cmath>

#include "features/feature_parameters.h"
#include "models/slot_net.h"
#include "train/architecture.h"
#include "train/note_cells.h"
#include "train/own_features.h"
#include "train/score_histogram.h"
#include "train/slot_features.h"
#include "train/slot_loss.h"
#include "train/torch_slot_ops.h"

namespace divisi::train {
namespace {

/// About five of a hundred cells sound.
constexpr float kInitialSlotLogit = -3.0f;

/// A batch's outputs and truth by name; see SlotArchitecture::forward and write_targets.
struct SlotView {
  torch::Tensor mixture, slots, activity, vectors, polyphony;
  torch::Tensor roll, rolls, source_vectors;

  SlotView(const Outputs& outputs, const Targets& targets)
      : mixture(outputs.cells.select(3, 0)),
        slots(outputs.cells.slice(3, 1)),
        activity(outputs.slots.select(2, 0)),
        polyphony(outputs.frames),
        roll(targets.cells.select(3, 0)),
        rolls(targets.cells.slice(3, 1)) {
    const std::int64_t known = rolls.size(3);
    if (outputs.slots.size(2) == 1 || !targets.source_vectors.defined()) return;
    vectors = outputs.slots.slice(2, 1);
    source_vectors = targets.source_vectors.slice(1, 0, known);
    const std::int64_t missing = known - source_vectors.size(1);
    source_vectors = torch::constant_pad_nd(source_vectors, {0, 0, 0, missing});
  }

  SlotPairs pairs(const SlotRecipe& recipe) const {
    torch::Tensor timbre;
    if (vectors.defined()) timbre = recipe.matching_cosine * timbre_costs(vectors, source_vectors);
    return pair_slots(recipe.matching, slots, rolls, timbre);
  }
};

/// Average precision of the mixture, and of slots paired with sources.
class SlotJudge final : public Judge {
 public:
  explicit SlotJudge(const SlotRecipe& recipe) : recipe_(recipe) {}

  void add(const Outputs& outputs, const Targets& targets) override {
    const SlotView view(outputs, targets);
    mixture_.add(torch::sigmoid(view.mixture), view.roll);
    if (recipe_.matching == "none") return;
    const SlotPairs pairs = view.pairs(recipe_);
    slots_.add(torch::sigmoid(pick_maps(view.slots, pairs.items, pairs.slots)),
               pick_maps(view.rolls, pairs.items, pairs.sources));
  }

  std::vector<Figure> figures() const override {
    return {{"mixture_ap", mixture_.average_precision()},
            {"slot_ap", slots_.average_precision()},
            {"slot_f1", slots_.best_f1()}};
  }

  double score() const override {
    return recipe_.matching == "none" ? mixture_.average_precision() : slots_.average_precision();
  }

 private:
  SlotRecipe recipe_;
  ScoreHistogram mixture_, slots_;
};

class SlotArchitecture final : public Architecture {
 public:
  explicit SlotArchitecture(const Recipe& recipe)
      : recipe_(recipe.slots), net_(recipe.slots.network), heard_(slot_features()) {}

  models::NetLayers layers() const override { return net_.layers(); }
  TorchNetOptions net_options() const override {
    return {.initial = InitialWeights::uniform, .batch_norm_momentum = 0.1};
  }
  std::vector<std::string> loss_names() const override {
    return {"mixture",  "pitch",  "joined",    "activity",
            "inactive", "timbre", "polyphony", "slot_polyphony"};
  }
  PitchGrid pitches() const override { return {models::kSlotLowestMidi, models::kSlotPitches}; }
  int target_count() const override { return 1 + recipe_.most_sources; }

  ClipFeatures features(bool /*for_training*/) const override {
    ClipFeatures features = own_features(heard_);
    features.file_name = "slot_features.u8";
    return features;
  }

  /// All sources together, then each by itself.
  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    const PitchGrid grid = pitches();
    const auto columns = static_cast<std::size_t>(target_count());
    std::fill_n(out, static_cast<std::size_t>(frame_count * grid.pitch_count) * columns, 0.0f);
    for_each_sounding_cell(clip.notes, frames, grid, first_frame, frame_count,
                           [&](std::size_t n, std::size_t cell, bool) {
                             out[cell * columns] = 1.0f;
                             const int source = clip.note_sources[n];
                             if (source < recipe_.most_sources)
                               out[cell * columns + 1 + static_cast<std::size_t>(source)] = 1.0f;
                           });
  }

  /// cells: the mixture, then every slot; frames: polyphony; slots: activity, then the vector.
  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchSlotOps ops(net);
    const auto said = models::run_slot_net(net_, ops, features);
    Outputs outputs(torch::cat({said.mixture, said.pitches}, 3));
    outputs.slots = said.activity.squeeze(2);
    if (said.timbre.defined())
      outputs.slots = torch::cat({outputs.slots, said.timbre.squeeze(2)}, 2);
    if (said.polyphony.defined()) outputs.frames = said.polyphony.squeeze(2);
    return outputs;
  }

  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    const SlotView view(outputs, targets);
    const torch::Tensor none = torch::zeros({}, view.mixture.options());
    std::vector<torch::Tensor> parts(loss_names().size(), none);
    parts[0] = mixture_bce(view.mixture, view.roll);
    if (recipe_.matching != "none") add_slot_losses(view, parts);
    if (view.polyphony.defined() && recipe_.loss.polyphony > 0.0)
      parts[6] = polyphony_cross_entropy(view.polyphony, view.roll);
    const SlotLossRecipe& w = recipe_.loss;
    const double weights[] = {w.mixture,  w.pitch,  w.joined,    w.activity,
                              w.inactive, w.timbre, w.polyphony, w.slot_polyphony};
    torch::Tensor total = none;
    for (std::size_t i = 0; i < parts.size(); ++i) total = total + weights[i] * parts[i];
    return {total, torch::stack(parts).detach()};
  }

  std::unique_ptr<Judge> judge() const override { return std::make_unique<SlotJudge>(recipe_); }

  void prepare(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.mixture_out.name)->bias.fill_(kInitialSlotLogit);
    net->at(net_.decoder.back().name)->bias.fill_(kInitialSlotLogit);
  }
  void constrain(TorchNet& /*net*/) const override {}

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    std::map<std::string, std::vector<double>> parameters;
    models::visit_slot_choices(recipe_.network, [&](const char* name, const auto& value) {
      parameters[name] = {static_cast<double>(value)};
    });
    parameters.merge(features::parameters_of(heard_));
    return parameters;
  }

 private:
  /// Experiment 1b knows its slots by name and asks no more of them (section III-D).
  void add_slot_losses(const SlotView& view, std::vector<torch::Tensor>& parts) const {
    parts[2] = slot_union_bce(view.slots, view.roll);
    const SlotPairs pairs = view.pairs(recipe_);
    parts[1] = slot_pitch_bce(view.slots, view.rolls, pairs);
    if (recipe_.matching == "fixed") return;
    parts[3] = activity_bce(view.activity, pairs);
    parts[4] = inactive_slot_bce(view.slots, pairs);
    if (view.vectors.defined())
      parts[5] = timbre_cosine_distance(view.vectors, view.source_vectors, pairs);
    if (recipe_.loss.slot_polyphony > 0.0)
      parts[7] = slot_polyphony_smooth_l1(view.slots, view.rolls, pairs);
  }

  SlotRecipe recipe_;
  models::SlotNet net_;
  features::FeatureSpec heard_;
};

}  // namespace

std::unique_ptr<Architecture> make_slot_architecture(const Recipe& recipe) {
  return std::make_unique<SlotArchitecture>(recipe);
}

}  // namespace divisi::train
