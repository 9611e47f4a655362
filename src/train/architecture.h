/// What the trainer must know of a network: one implementation for each that can be trained.
///
/// Everything else (clips, batches, steps, checkpoints, validation, curves) is the same for all.
///
/// Shapes    features [B, T, F, M]; Outputs and Targets as each network and its loss understand
///           them.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <torch/torch.h>

#include "divisi/grid.h"
#include "divisi/score.h"
#include "train/clip_features.h"
#include "train/clip_set.h"
#include "train/note_loss.h"
#include "train/recipe.h"
#include "train/torch_net.h"

namespace divisi::train {

/// What a network says about a batch. What it has no head for is left undefined.
struct Outputs {
  Outputs() = default;
  Outputs(torch::Tensor of_cells) : cells(std::move(of_cells)) {}  // NOLINT(google-explicit-*)

  torch::Tensor cells;   ///< [B, T, P, O]
  torch::Tensor frames;  ///< [B, T, N]
  torch::Tensor slots;   ///< [B, K, D], each about its item as a whole
};

/// What is true of it.
struct Targets {
  Targets() = default;
  Targets(torch::Tensor of_cells) : cells(std::move(of_cells)) {}  // NOLINT(google-explicit-*)

  torch::Tensor cells;           ///< [B, T, P, Q]
  torch::Tensor source_vectors;  ///< [B, S, D], or undefined: see Clip
};

/// What a validation measures beside the loss.
struct Figure {
  std::string name;
  double value = 0.0;
};

/// Takes in the batches of one validation, without their margins.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual void add(const Outputs& outputs, const Targets& targets) = 0;
  virtual std::vector<Figure> figures() const = 0;
  /// What Recipe::monitor "score" follows; more is better.
  virtual double score() const = 0;
};

/// Of note networks: outputs and targets 0 and 1 are logits and truth of onset and frame. Average
/// precisions over cells, positive where the target is at least 0.5, and their mean as the score.
std::unique_ptr<Judge> make_note_judge();

class Architecture {
 public:
  virtual ~Architecture() = default;

  virtual models::NetLayers layers() const = 0;
  virtual TorchNetOptions net_options() const = 0;
  virtual std::vector<std::string> loss_names() const = 0;  ///< of Loss::parts
  virtual PitchGrid pitches() const = 0;
  virtual int target_count() const = 0;  ///< Q

  /// Of clips to train on, or to validate on: only the former may have noise mixed in.
  virtual ClipFeatures features(bool for_training) const = 0;

  /// Targets [frame_count, P, Q] of the frames from `first_frame` on, which may lie outside the
  /// clip.
  virtual void write_targets(const Clip& clip, const FrameGrid& frames, long first_frame,
                             int frame_count, float* out) const = 0;

  /// How often segments of a clip are drawn, beside others.
  virtual double weight_of(const Clip& clip) const { return clip.frame_count; }

  /// Whether the sound of this clip may be added to that of others without changing what is true of
  /// them (AugmentRecipe::company_probability).
  virtual bool may_accompany(const Clip& /*clip*/) const { return false; }

  virtual Outputs forward(TorchNet& net, const torch::Tensor& features) const = 0;
  virtual Loss loss(const Outputs& outputs, const Targets& targets) const = 0;
  virtual std::unique_ptr<Judge> judge() const = 0;

  /// Once, before the first step.
  virtual void prepare(TorchNet& net) const = 0;
  /// After each step.
  virtual void constrain(TorchNet& net) const = 0;

  /// Sizes of network and features, for the weights file.
  virtual std::map<std::string, std::vector<double>> hyper_parameters() const = 0;
};

std::unique_ptr<Architecture> make_note_architecture(const Recipe& recipe);
std::unique_ptr<Architecture> make_published_architecture(const Recipe& recipe);
std::unique_ptr<Architecture> make_timbre_architecture(const Recipe& recipe);
std::unique_ptr<Architecture> make_drum_architecture(const Recipe& recipe);
std::unique_ptr<Architecture> make_slot_architecture(const Recipe& recipe);

/// The one that `recipe.model` names; read_recipe() lets no other name through.
std::unique_ptr<Architecture> make_architecture(const Recipe& recipe);

}  // namespace divisi::train
