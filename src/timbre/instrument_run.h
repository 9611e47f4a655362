/// Training of the instrument network (models/instrument_net.h) on notes whose players are known.
///
/// Reading   `log.csv` has of the validation clips' notes: the share whose family is the likeliest
///           (`notes`), the mean of that over families (`notes_even`), and both of whole sources of
///           eight notes and more by the mean of their notes' log-probabilities (`parts`,
///           `parts_even`). With a network that tells timbre, the loss is of families and
///           of pairs of notes, those of some 64 of each clip with several sources.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "divisi/error.h"
#include "timbre/instrument_patches.h"
#include "timbre/instrument_recipe.h"
#include "train/step_loop.h"
#include "train/torch_net.h"
#include "train/trainer.h"

namespace divisi::timbre {

/// [N, T, I] -> logits [N, K] and numbers of timbre [N, V], undefined where the network has none.
models::InstrumentAnswers<torch::Tensor> run_instruments(const models::InstrumentNet& net,
                                                         train::TorchNet& weights,
                                                         const torch::Tensor& patches);

/// The mean over clips of pair_loss(), where the logit of two notes is the product of their numbers
/// of timbre, and parts::kStrangers added, as memories are told it.
/// Shapes    timbre [N, V]; `sources`, of each clip, one for each of its notes, N in all.
torch::Tensor timbre_loss(const torch::Tensor& timbre,
                          const std::vector<std::vector<int>>& sources);

/// What is right of notes and of sources.
class FamilyJudge {
 public:
  FamilyJudge();
  /// `log_probabilities` [N, K] of a clip's notes; `families` and `sources` [N].
  void add(const torch::Tensor& log_probabilities, const std::vector<int>& families,
           const std::vector<int>& sources);
  /// notes, notes_even, parts, parts_even
  std::vector<train::Figure> figures() const;

 private:
  struct Tally {
    std::vector<double> right, all;
  };
  static void count(Tally& tally, int truth, std::int64_t said);

  Tally notes_, parts_;
};

/// To the last step, going on from the run directory's checkpoint if there is one. `families` says
/// which player is of which family.
/// Errors    those of preparing, of the clips, of run_steps() and of weights.
/// Throws    c10::Error as libtorch does.
Expected<void> train_instruments(const InstrumentRecipe& recipe,
                                 const std::filesystem::path& families,
                                 const train::TrainOptions& options, const train::LogLine& log);

}  // namespace divisi::timbre
