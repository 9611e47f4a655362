#include <algorithm>
#include <array>
#include <cmath>

#include "decode/targets.h"
#include "features/feature_parameters.h"
#include "models/drum_model.h"
#include "score/percussion.h"
#include "train/architecture.h"
#include "train/own_features.h"
#include "train/score_histogram.h"

namespace divisi::train {
namespace {

/// Hits are rare: about three of a hundred cells are near one.
constexpr float kInitialHitLogit = -3.5f;
constexpr double kDetailWeight = 0.3;  ///< of velocity and variant, beside the hits
/// A clip without drums teaches what is no hit, but a few of those go a long way.
constexpr double kWeightWithoutDrums = 0.5;
constexpr double kHitLength_s = 0.05;

/// As models::DrumOutput says; in 127ths, as a velocity.
int variant_of(int key_midi) {
  switch (key_midi) {
    case 46:  // open hi-hat
    case 51:  // ride, its bell
    case 53:
    case 59:
    case 50:  // high tom
      return 127;
    case 48:
      return 102;
    case 47:
      return 76;
    case 45:
      return 51;
    case 43:
      return 25;
    default:
      return 0;
  }
}

/// Average precision of hits, drum by drum.
class DrumJudge final : public Judge {
 public:
  void add(const Outputs& outputs, const Targets& targets) override {
    const torch::Tensor probability = torch::sigmoid(outputs.cells.select(3, models::kHit));
    for (std::size_t drum = 0; drum < hits_.size(); ++drum) {
      const auto column = static_cast<std::int64_t>(drum);
      hits_[drum].add(probability.select(2, column),
                      targets.cells.select(3, models::kHit).select(2, column));
    }
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures;
    for (const score::PercussionClass drum : score::kPercussionClasses) {
      std::string name(score::percussion_name(drum));
      std::replace(name.begin(), name.end(), '-', '_');
      figures.push_back({name + "_ap", hits_[static_cast<std::size_t>(drum)].average_precision()});
    }
    return figures;
  }

  /// The mean of kick, snare and hi-hat counts twice that of the others.
  double score() const override {
    double main = 0.0, others = 0.0;
    for (std::size_t drum = 0; drum < 3; ++drum) main += hits_[drum].average_precision() / 3.0;
    for (std::size_t drum = 3; drum < 6; ++drum) others += hits_[drum].average_precision() / 3.0;
    return (2.0 * main + others) / 3.0;
  }

 private:
  std::array<ScoreHistogram, models::kDrumClasses> hits_;
};

class DrumArchitecture final : public Architecture {
 public:
  DrumArchitecture() : net_(network_) {}

  models::NetLayers layers() const override { return net_.layers(); }
  TorchNetOptions net_options() const override {
    return {.initial = InitialWeights::he_normal, .batch_norm_momentum = 0.02};
  }
  std::vector<std::string> loss_names() const override { return {"hit", "velocity", "variant"}; }
  /// "Pitches" are the drums.
  PitchGrid pitches() const override { return {.lowest_midi = 0, .pitch_count = 6}; }
  int target_count() const override { return models::kDrumOutputs; }
  ClipFeatures features(bool /*for_training*/) const override { return tuned_features(heard_); }

  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    std::vector<Note> hits = clip.drums;
    std::vector<Note> variants = clip.drums;
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const int key = hits[i].pitch_midi;
      hits[i].pitch_midi = variants[i].pitch_midi = static_cast<int>(score::percussion_class(key));
      hits[i].offset_s = variants[i].offset_s = hits[i].onset_s + kHitLength_s;
      variants[i].velocity = variant_of(key);
    }
    const auto rows = static_cast<std::size_t>(frame_count);
    const Evidence struck = decode::rasterise_window(hits, frames, pitches(), first_frame, rows);
    const Evidence which = decode::rasterise_window(variants, frames, pitches(), first_frame, rows);
    for (std::size_t i = 0; i < struck.onset.cells.size(); ++i) {
      *out++ = struck.onset.cells[i];
      *out++ = struck.velocity.cells[i];
      *out++ = which.velocity.cells[i];
    }
  }

  double weight_of(const Clip& clip) const override {
    return (clip.drums.empty() ? kWeightWithoutDrums : 1.0) * clip.frame_count;
  }

  /// [B, T, 1, O * 6] of the network becomes [B, T, 6, O].
  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    const torch::Tensor all = models::run_drum_net(net_, ops, features);
    return all.reshape({all.size(0), all.size(1), models::kDrumOutputs, models::kDrumClasses})
        .transpose(2, 3);
  }

  /// Binary cross-entropies, summed over drums and averaged over frames; those of velocity and
  /// variant weighted by how near a hit is, as in train/note_loss.h.
  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    const double frames = static_cast<double>(outputs.cells.size(0) * outputs.cells.size(1));
    const torch::Tensor entropy = torch::binary_cross_entropy_with_logits(
        outputs.cells, targets.cells, {}, {}, at::Reduction::None);
    const torch::Tensor near = targets.cells.select(3, models::kHit);
    const torch::Tensor hit = entropy.select(3, models::kHit).sum() / frames;
    const torch::Tensor velocity = (entropy.select(3, models::kHitVelocity) * near).sum() / frames;
    const torch::Tensor variant = (entropy.select(3, models::kHitVariant) * near).sum() / frames;
    return {hit + kDetailWeight * (velocity + variant),
            torch::stack({hit, velocity, variant}).detach()};
  }

  std::unique_ptr<Judge> judge() const override { return std::make_unique<DrumJudge>(); }

  void prepare(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.head.name)->bias.fill_(kInitialHitLogit);
  }

  void constrain(TorchNet& /*net*/) const override {}

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    auto parameters = models::parameters_of(network_);
    parameters.merge(features::parameters_of(heard_));
    return parameters;
  }

 private:
  models::DrumNetSpec network_;
  models::DrumNet net_;
  features::FeatureSpec heard_;
};

}  // namespace

std::unique_ptr<Architecture> make_drum_architecture(const Recipe& /*recipe*/) {
  return std::make_unique<DrumArchitecture>();
}

}  // namespace divisi::train
