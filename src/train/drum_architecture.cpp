#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/drums.h"
#include "decode/targets.h"
#include "features/feature_parameters.h"
#include "models/drum_model.h"
#include "train/architecture.h"
#include "train/own_features.h"
#include "train/score_histogram.h"

namespace divisi::train {
namespace {

/// Hits are rare: about three of a hundred cells are near one.
constexpr float kInitialHitLogit = -3.5f;
constexpr double kDetailWeight = 0.3;  ///< of velocity and key, beside the hits
/// A clip without drums teaches what is no hit, but a few of those go a long way.
constexpr double kWeightWithoutDrums = 0.5;
constexpr double kHitLength_s = 0.05;

/// Targets of a drum in a frame: hit, velocity, and the place of its key among the drum's, over 127
/// and counted from 1; 0 where nobody knows.
constexpr int kHit = 0, kVelocity = 1, kKey = 2;
constexpr int kTargets = 3;

int place_of(const core::DrumFacts& drum, int key_midi) {
  const auto found = std::find(drum.keys.begin(), drum.keys.end(), key_midi);
  return found == drum.keys.end() ? 0 : static_cast<int>(found - drum.keys.begin()) + 1;
}

/// Which of the drum's keys a hit is, as a probability each: minus its logarithm at the true one,
/// weighted by how near a hit is and summed over the drums [B, T]. `said` [B, T, 48] logits.
torch::Tensor key_loss(const torch::Tensor& said, const torch::Tensor& cells) {
  torch::Tensor sum = torch::zeros({cells.size(0), cells.size(1)}, cells.options());
  std::int64_t at = 0;
  for (std::size_t drum = 0; drum < core::kDrumCount; ++drum) {
    const auto keys = static_cast<std::int64_t>(core::all_drums()[drum].keys.size());
    const torch::Tensor truth = cells.select(2, static_cast<std::int64_t>(drum));
    const torch::Tensor place = (truth.select(2, kKey) * 127.0).round().to(torch::kLong) - 1;
    const torch::Tensor near = truth.select(2, kHit) * (place >= 0);
    const torch::Tensor logs = torch::log_softmax(said.slice(2, at, at + keys), 2);
    sum = sum - near * logs.gather(2, place.clamp_min(0).unsqueeze(2)).squeeze(2);
    at += keys;
  }
  return sum;
}

/// Average precision of hits, drum by drum.
class DrumJudge final : public Judge {
 public:
  void add(const Outputs& outputs, const Targets& targets) override {
    const torch::Tensor probability = torch::sigmoid(outputs.cells.select(3, kHit));
    for (std::size_t drum = 0; drum < hits_.size(); ++drum) {
      const auto column = static_cast<std::int64_t>(drum);
      hits_[drum].add(probability.select(2, column),
                      targets.cells.select(3, kHit).select(2, column));
    }
  }

  std::vector<Figure> figures() const override {
    std::vector<Figure> figures;
    for (const core::DrumFacts& drum : core::all_drums()) {
      figures.push_back({std::string(drum.name) + "_ap",
                         hits_[static_cast<std::size_t>(drum.drum)].average_precision()});
    }
    return figures;
  }

  /// The mean of kick, snare and hi-hat counts twice that of the others.
  double score() const override {
    double main = 0.0, others = 0.0;
    for (std::size_t drum = 0; drum < 3; ++drum) main += hits_[drum].average_precision() / 3.0;
    for (std::size_t drum = 3; drum < hits_.size(); ++drum)
      others += hits_[drum].average_precision() / (static_cast<double>(hits_.size()) - 3.0);
    return (2.0 * main + others) / 3.0;
  }

 private:
  std::array<ScoreHistogram, core::kDrumCount> hits_;
};

class DrumArchitecture final : public Architecture {
 public:
  DrumArchitecture() : net_(network_) {}

  models::NetLayers layers() const override { return net_.layers(); }
  TorchNetOptions net_options() const override {
    return {.initial = InitialWeights::he_normal, .batch_norm_momentum = 0.02};
  }
  std::vector<std::string> loss_names() const override { return {"hit", "velocity", "key"}; }
  /// "Pitches" are the drums.
  PitchGrid pitches() const override { return {.lowest_midi = 0, .pitch_count = models::kDrums}; }
  int target_count() const override { return kTargets; }
  ClipFeatures features(bool /*for_training*/) const override { return mel_features(ears_); }

  void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame, int frame_count,
                     float* out) const override {
    std::vector<Note> hits;
    std::vector<Note> keys;
    for (Note hit : clip.drums) {
      const std::optional<core::Drum> drum = core::drum_of(hit.pitch_midi);
      if (!drum) continue;
      const auto number = static_cast<std::size_t>(*drum);
      const int place = place_of(core::all_drums()[number], hit.pitch_midi);
      hit.pitch_midi = static_cast<int>(number);
      hit.offset_s = hit.onset_s + kHitLength_s;
      hits.push_back(hit);
      hit.velocity = place;
      keys.push_back(hit);
    }
    const auto rows = static_cast<std::size_t>(frame_count);
    const Evidence struck = decode::rasterise_window(hits, frames, pitches(), first_frame, rows);
    const Evidence which = decode::rasterise_window(keys, frames, pitches(), first_frame, rows);
    for (std::size_t i = 0; i < struck.onset.cells.size(); ++i) {
      *out++ = struck.onset.cells[i];
      *out++ = struck.velocity.cells[i];
      *out++ = which.velocity.cells[i];
    }
  }

  double weight_of(const Clip& clip) const override {
    return (clip.drums.empty() ? kWeightWithoutDrums : 1.0) * clip.frame_count;
  }

  bool may_accompany(const Clip& clip) const override { return clip.drums.empty(); }

  /// [B, T, 1, 68] of the network becomes cells [B, T, 10, 2] and frames, the keys' [B, T, 48].
  Outputs forward(TorchNet& net, const torch::Tensor& features) const override {
    TorchOps ops(net);
    const torch::Tensor all = models::run_drum_net(net_, ops, features).squeeze(2);
    Outputs outputs(torch::stack({all.slice(2, models::kHitsAt, models::kVelocitiesAt),
                                  all.slice(2, models::kVelocitiesAt, models::kKeysAt)},
                                 3));
    outputs.frames = all.slice(2, models::kKeysAt);
    return outputs;
  }

  /// Binary cross-entropies of hits, velocities and keys, summed over drums and averaged over
  /// frames; those of velocities and keys weighted by how near a hit is, as in train/note_loss.h.
  Loss loss(const Outputs& outputs, const Targets& targets) const override {
    const double frames = static_cast<double>(outputs.cells.size(0) * outputs.cells.size(1));
    const torch::Tensor truth = targets.cells.slice(3, kHit, kKey);
    const torch::Tensor entropy =
        torch::binary_cross_entropy_with_logits(outputs.cells, truth, {}, {}, at::Reduction::None);
    const torch::Tensor near = truth.select(3, kHit);
    const torch::Tensor hit = entropy.select(3, kHit).sum() / frames;
    const torch::Tensor velocity = (entropy.select(3, kVelocity) * near).sum() / frames;
    const torch::Tensor key = key_loss(outputs.frames, targets.cells).sum() / frames;
    return {hit + kDetailWeight * (velocity + key), torch::stack({hit, velocity, key}).detach()};
  }

  std::unique_ptr<Judge> judge() const override { return std::make_unique<DrumJudge>(); }

  void prepare(TorchNet& net) const override {
    const torch::NoGradGuard no_gradient;
    net->at(net_.head.name)->bias.zero_();
    net->at(net_.head.name)
        ->bias.slice(0, models::kHitsAt, models::kVelocitiesAt)
        .fill_(kInitialHitLogit);
  }

  void constrain(TorchNet& /*net*/) const override {}

  std::map<std::string, std::vector<double>> hyper_parameters() const override {
    auto parameters = models::parameters_of(network_);
    parameters.merge(features::parameters_of(ears_));
    return parameters;
  }

 private:
  models::DrumNetSpec network_;
  models::DrumNet net_;
  features::MelSpec ears_;
};

}  // namespace

std::unique_ptr<Architecture> make_drum_architecture(const Recipe& /*recipe*/) {
  return std::make_unique<DrumArchitecture>();
}

}  // namespace divisi::train
