/// Trains what tells the family of each note by the notes around it (models/note_memory.h,
/// run_note_company), on notes as the product hears them.
///
/// Source    ours. The loss is the cross-entropy of the family, over the notes of a piece whose
///           player is known; and with twice as many answers as families, the binary cross-entropy
///           of whether each family plays it, alone or with others. Of some pieces it is told who
///           plays; then it is among those, by the families' own words or by plainer ones.
/// Errors    throws c10::Error as libtorch does.
#pragma once

#include <filesystem>
#include <vector>

#include <torch/torch.h>

#include "hearing/heard_clip.h"
#include "timbre/heard_training.h"
#include "timbre/note_memory_recipe.h"
#include "train/validation.h"

namespace divisi::timbre {

/// To the recipe's last step, going on from the run directory's checkpoint if there is one. What
/// was heard is kept beside the clips.
/// `families` says which player is of which.
/// Errors    as train_network(), those of listening and of read_families(); invalid_argument: it
/// knows nobody who plays, or the recipe's sizes are others.
Expected<void> train_note_company(const NoteMemoryRecipe& recipe,
                                  const std::filesystem::path& families,
                                  const HeardTrainingOptions& options, const train::LogLine& log);

struct HeardInCompany {
  torch::Tensor families;  ///< [N, K] log-probabilities
  torch::Tensor players;   ///< [N, K] logits of playing it, too; undefined where none are asked
};

class CompanyNet {
 public:
  explicit CompanyNet(const NoteMemoryRecipe& recipe);

  std::vector<models::ConvLayer> layers() const { return net_.all_layers(); }
  /// Twice as many answers as families.
  bool tells_players() const;

  /// Families are of `line_up` alone unless that is empty.
  HeardInCompany hear(train::TorchNet& net, const parts::NoteTokens& tokens,
                      const parts::FamilySet& line_up) const;

 private:
  models::NoteMemorySpec spec_;
  models::NoteMemory net_;
  Recall recall_;
};

/// Mean over the notes whose player is known; undefined where there are none.
torch::Tensor family_loss(const torch::Tensor& log_probabilities, const std::vector<int>& families);

/// Of logits [N, K], over the same notes; of each the sum over `line_up`, or over all families
/// where that is empty. `players` [N].
torch::Tensor players_loss(const torch::Tensor& logits,
                           const std::vector<parts::FamilySet>& players,
                           const parts::FamilySet& line_up);

/// Over whole pieces, once without and once with who plays: the mean of both losses, and what
/// FamilyJudge says of each ("notes", "told_notes"); of second players, where it is known who
/// plays, precision and recall at even odds ("seconds_right", "seconds_found").
train::ValidationResult validate_families(const CompanyNet& company, train::TorchNet& net,
                                          const HeardPieces& pieces);

}  // namespace divisi::timbre
