/// Training on notes as the product hears them: what the runs of the memory and of the slots have
/// in common.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "core/rng.h"
#include "divisi/error.h"
#include "hearing/heard_clip.h"
#include "models/net_layers.h"
#include "models/note_memory.h"
#include "parts/memory_inputs.h"
#include "parts/player_families.h"
#include "train/step_loop.h"
#include "train/step_schedule.h"
#include "train/torch_net.h"
#include "train/validation.h"

namespace divisi::timbre {

struct HeardTrainingOptions {
  std::filesystem::path notes_weights;   ///< empty: those built in
  std::filesystem::path timbre_weights;  ///< likewise; the result holds them too
  std::vector<std::filesystem::path> train_directories;
  std::vector<std::filesystem::path> validation_directories;
  std::filesystem::path run_directory;
  std::filesystem::path begin_with = {};  ///< weights of a new run; empty: random ones
  int threads = 0;                        ///< for listening; 0: all. Steps are too small to share.
  std::string commit;
  std::function<bool()> may_go_on = {};
};

using HeardPieces = std::vector<hearing::HeardNotes>;
struct HeardSets {
  HeardPieces train, validation;
};

/// Makes the run's folder and listens to all sets, or takes what is kept beside the clips; pieces
/// of fewer than eight notes are left out. With `families`, HeardNotes::families are filled in.
/// Errors    those of the folders and of listening; invalid_argument: nothing was left.
Expected<HeardSets> hear_sets(const HeardTrainingOptions& options, const train::LogLine& log,
                              const parts::PlayerFamilies* families = nullptr);

/// Whether a network can be given what was heard: what of a note and of a pair is one of `offers`.
/// Errors    invalid_argument, naming these and what was found.
Expected<void> check_numbers(const models::NoteMemorySpec& network,
                             const std::vector<parts::MemoryNumbers>& offers);

/// The same for what is given what a memory is (parts::memory_numbers()).
Expected<void> check_memory_numbers(const models::NoteMemorySpec& network, const HeardSets& sets);

/// What becomes of the timbre weights that a run began with.
struct TimbreAddition {
  std::string name;    ///< of the new weights
  std::string prefix;  ///< of the tensors and numbers that are replaced
  std::map<std::string, std::vector<double>> parameters;
  std::vector<models::ConvLayer> layers;  ///< that the product needs
};

/// What is trained.
class HeardTask {
 public:
  virtual ~HeardTask() = default;

  virtual models::NetLayers layers() const = 0;
  /// Once, before the first step.
  virtual void prepare(train::TorchNet& net) const = 0;
  virtual std::vector<std::string> loss_names() const = 0;
  /// Of a part of `piece`, drawn with `rng`; undefined where it has nothing to teach.
  virtual torch::Tensor loss(train::TorchNet& net, const hearing::HeardNotes& piece,
                             core::Rng& rng) const = 0;
  virtual train::ValidationResult validate(train::TorchNet& net,
                                           const HeardPieces& pieces) const = 0;
  virtual TimbreAddition addition() const = 0;
};

/// To the last step, going on from the run directory's checkpoint if there is one. Weights are
/// written with each checkpoint, and apart (weights_best.dvw) when the loss of validation is the
/// least so far.
/// Errors    those of run_steps(), of checkpoints and of weights; not_found: no timbre weights.
/// Throws    c10::Error as libtorch does.
Expected<void> run_heard_training(const HeardTask& task, const train::StepSchedule& schedule,
                                  std::uint64_t seed, const std::string& recipe_json,
                                  const HeardTrainingOptions& options, const HeardSets& sets,
                                  const train::LogLine& log);

}  // namespace divisi::timbre
