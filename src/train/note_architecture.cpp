#include <array>

#include "decode/targets.h"
#include "features/feature_parameters.h"
#include "models/note_model.h"
#include "train/architecture.h"

namespace divisi::train {
namespace {

/// Notes are rare: about two of a hundred cells sound.
constexpr float kInitialLogit = -4.0f;

/// A feature of 1.0 (a full-scale sine) is kept as this: steps of about 0.35 dB, far finer than
/// what the augmentation changes.
constexpr float kStepsPerUnit = 200.0f;

class NoteArchitecture final : public Architecture {
 public:
  explicit NoteArchitecture(const Recipe& recipe)
      : network_(recipe.network), loss_(recipe.loss), net_(recipe.network) {}

  std::vector<models::ConvLayer> layers() const override { return net_.layers(); }

  TorchNetOptions net_options() const override {
    // Statistics over about 50 batches: runs here are short.
    return {.initial = InitialWeights::he_normal, .batch_norm_momentum = 0.02};
  }

  std::vector<std::string> output_names() const override {
    return {"onset", "frame", "offset", "velocity"};
  }

  PitchGrid pitches() const override {
    return {.lowest_midi = 21, .pitch_count = network_.pitch_count};
  }

  ClipFeatures features(bool /*for_training*/) const override {
    ClipFeatures features;
    features.file_name = "features.u8";
    features.identity = features::to_text(features::parameters_of(heard_));
    features.sample_rate_hz = static_cast<int>(heard_.sample_rate_hz);
    features.hop_samples = heard_.hop_samples;
    features.bin_count = heard_.bin_count();
    features.map_count = heard_.map_count();
    features.steps_per_unit = kStepsPerUnit;
    features.energy_scale = heard_.log_energy;
    features.compute = [heard = heard_](const std::vector<float>& samples) {
      return features::extract_features(heard, samples.data(), samples.size());
    };
    return features;
  }

  void write_targets(const std::vector<Note>& notes, const FrameGrid& frames, long first_frame,
                     int frame_count, float* out) const override {
    const Evidence truth = decode::rasterise_window(notes, frames, pitches(), first_frame,
                                                    static_cast<std::size_t>(frame_count));
    const std::array<const Map2d*, models::kNoteOutputs> maps = {&truth.onset, &truth.frame,
                                                                 &truth.offset, &truth.velocity};
    for (std::size_t i = 0; i < truth.onset.cells.size(); ++i) {
      for (const Map2d* map : maps) *out++ = map->cells[i];
    }
  }

  torch::Tensor forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    return models::run_note_net(net_, ops, features);
  }

  Loss loss(const torch::Tensor& logits, const torch::Tensor& targets) const override {
    return note_loss(logits, targets, loss_);
  }

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

std::unique_ptr<Architecture> make_architecture(const Recipe& recipe) {
  return recipe.model == models::kPublishedBackboneName ? make_published_architecture(recipe)
                                                        : make_note_architecture(recipe);
}

}  // namespace divisi::train
