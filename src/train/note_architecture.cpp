#include <array>

#include "decode/targets.h"
#include "features/feature_parameters.h"
#include "models/note_model.h"
#include "train/architecture.h"
#include "train/own_features.h"

namespace divisi::train {
namespace {

/// Notes are rare: about two of a hundred cells sound.
constexpr float kInitialLogit = -4.0f;

class NoteArchitecture final : public Architecture {
 public:
  explicit NoteArchitecture(const Recipe& recipe)
      : network_(recipe.network), loss_(recipe.loss), net_(recipe.network) {}

  models::NetLayers layers() const override { return net_.layers(); }

  TorchNetOptions net_options() const override {
    // Statistics over about 50 batches: runs here are short.
    return {.initial = InitialWeights::he_normal, .batch_norm_momentum = 0.02};
  }

  std::vector<std::string> loss_names() const override {
    return {"onset", "frame", "offset", "velocity"};
  }

  PitchGrid pitches() const override {
    return {.lowest_midi = 21, .pitch_count = network_.pitch_count};
  }

  int target_count() const override { return models::kNoteOutputs; }

  ClipFeatures features(bool /*for_training*/) const override { return tuned_features(heard_); }

  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    const Evidence truth = decode::rasterise_window(clip.notes, frames, pitches(), first_frame,
                                                    static_cast<std::size_t>(frame_count));
    const std::array<const Map2d*, models::kNoteOutputs> maps = {&truth.onset, &truth.frame,
                                                                 &truth.offset, &truth.velocity};
    for (std::size_t i = 0; i < truth.onset.cells.size(); ++i) {
      for (const Map2d* map : maps) *out++ = map->cells[i];
    }
  }

  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    return models::run_note_net(net_, ops, features);
  }

  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    return note_loss(outputs.cells, targets.cells, loss_);
  }

  std::unique_ptr<Judge> judge() const override { return make_note_judge(); }

  void prepare(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.head.name)->bias.fill_(kInitialLogit);
  }

  void constrain(TorchNet& /*net*/) const override {}

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    auto parameters = models::parameters_of(network_);
    parameters.merge(features::parameters_of(heard_));
    return parameters;
  }

 private:
  models::NoteNetSpec network_;
  LossRecipe loss_;
  models::NoteNet net_;
  features::FeatureSpec heard_;
};

}  // namespace

std::unique_ptr<Architecture> make_note_architecture(const Recipe& recipe) {
  return std::make_unique<NoteArchitecture>(recipe);
}

}  // namespace divisi::train
