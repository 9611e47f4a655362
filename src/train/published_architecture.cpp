#include "models/published_model.h"
#include "train/architecture.h"
#include "train/focal_loss.h"
#include "train/published_features.h"

namespace divisi::train {
namespace {

constexpr double kSmallestK = 0.005;
constexpr double kLargestK = 3.0;
constexpr int kOnset = 0;
constexpr int kFrame = 1;

class PublishedArchitecture final : public Architecture {
 public:
  explicit PublishedArchitecture(const Recipe& recipe)
      : published_(recipe.published), net_(recipe.published.quirks) {}

  models::NetLayers layers() const override { return net_.layers(); }

  TorchNetOptions net_options() const override {
    return {.initial = InitialWeights::uniform, .batch_norm_momentum = 0.1};
  }

  std::vector<std::string> loss_names() const override { return {"onset", "frame"}; }

  PitchGrid pitches() const override {
    return {models::kPublishedLowestMidi, models::kPublishedPitches};
  }

  int target_count() const override { return 2; }

  ClipFeatures features(bool for_training) const override {
    return published_features(for_training ? published_.waveform_noise : 0.0);
  }

  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    write_published_targets(clip.notes, frames, first_frame, frame_count, out);
  }

  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    const auto maps = models::run_published_backbone(net_, ops, features);
    return torch::cat({maps.onset_logits, maps.frame_logits}, 3);
  }

  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    const auto of = [&](int output, double alpha) {
      return focal_loss(outputs.cells.select(3, output), targets.cells.select(3, output),
                        published_.focal_gamma, alpha);
    };
    const torch::Tensor onset = of(kOnset, published_.focal_alpha_onset);
    const torch::Tensor frame = of(kFrame, published_.focal_alpha_frame);
    return {onset + frame, torch::stack({onset, frame}).detach()};
  }

  std::unique_ptr<Judge> judge() const override { return make_note_judge(); }

  void prepare(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.affine.name)->weight.fill_(1.0f);
    net->at(net_.affine.name)->bias.fill_(0.0f);
  }

  void constrain(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.affine.name)->weight.clamp_(kSmallestK, kLargestK);
  }

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    return models::published_parameters(published_.quirks);
  }

 private:
  PublishedRecipe published_;
  models::PublishedBackbone net_;
};

}  // namespace

std::unique_ptr<Architecture> make_published_architecture(const Recipe& recipe) {
  return std::make_unique<PublishedArchitecture>(recipe);
}

}  // namespace divisi::train
