/// What the trainer must know of a network: two implementations, ours and the published one.
///
/// Everything else (clips, batches, steps, checkpoints, validation, curves) is the same for both.
///
/// Shapes    features [B, T, F, M], logits and targets [B, T, P, O]; output 0 is the onset and
///           output 1 the frame in every network.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "train/clip_features.h"
#include "train/note_loss.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

inline constexpr int kOnsetOutput = 0;
inline constexpr int kFrameOutput = 1;

class Architecture {
 public:
  virtual ~Architecture() = default;

  virtual std::vector<models::ConvLayer> layers() const = 0;
  virtual TorchNetOptions net_options() const = 0;
  virtual std::vector<std::string> output_names() const = 0;
  virtual PitchGrid pitches() const = 0;

  /// Of clips to train on, or to validate on: only the former may have noise mixed in.
  virtual ClipFeatures features(bool for_training) const = 0;

  /// Targets [frame_count, P, O] of the frames from `first_frame` on, which may lie outside the
  /// clip.
  virtual void write_targets(const std::vector<Note>& notes, const FrameGrid& frames,
                             long first_frame, int frame_count, float* out) const = 0;

  virtual torch::Tensor forward(TorchNet& net, const torch::Tensor& features) const = 0;
  virtual Loss loss(const torch::Tensor& logits, const torch::Tensor& targets) const = 0;

  /// Once, before the first step.
  virtual void prepare(TorchNet& net) const = 0;
  /// After each step.
  virtual void constrain(TorchNet& net) const = 0;

  /// Sizes of network and features, for the weights file.
  virtual std::map<std::string, std::vector<double>> hyper_parameters() const = 0;
};

/// The one that `recipe.model` names; read_recipe() lets no other name through.
std::unique_ptr<Architecture> make_architecture(const Recipe& recipe);

std::unique_ptr<Architecture> make_note_architecture(const Recipe& recipe);
std::unique_ptr<Architecture> make_published_architecture(const Recipe& recipe);

}  // namespace divisi::train
