/// How well crops are separated and transcribed, instrument by instrument.
///
/// Source    notes: mir_eval (eval/notes.h), frames at 62.5 Hz; scale-invariant SDR: Le Roux et al.
///           2019. All figures are means over crops. Thresholds: for each instrument that with the
///           best onset F1, of several the one with the best onset and offset F1.
/// Deviates  the scale-invariant SDR is that of spectra, not of samples: the transform keeps inner
///           products but for what overlapping frames say twice, and needs no inverse here.
/// Thread    one at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cerberus/crop_batch.h"
#include "cerberus/recipe.h"
#include "cerberus/torch_cerberus_ops.h"
#include "divisi/grid.h"
#include "train/architecture.h"

namespace divisi::cerberus {

/// Of one instrument.
struct InstrumentScore {
  double si_sdr_db = 0.0;
  double improvement_db = 0.0;  ///< over the mixture's
  double frame_f1 = 0.0;
  double onset_f1 = 0.0;
  double on_off_f1 = 0.0;
  double threshold = 0.0;
};

class CropJudge {
 public:
  explicit CropJudge(const CerberusRecipe& recipe);

  /// `said` and `truth` on the CPU; `crops` are the batch's.
  void add(const models::CerberusOutputs<torch::Tensor>& said, const CropBatch& truth,
           const CropSet& set, const std::vector<Crop>& crops);

  /// In the recipe's order. Requires: a crop was added.
  std::vector<InstrumentScore> scores() const;

 private:
  struct Transcribed {
    Map2d roll;  ///< probabilities [T, P]
    Map2d truth;
    std::vector<Note> notes;
  };
  void add_separation(const torch::Tensor& masks, const CropBatch& truth);
  void find_threshold(std::size_t instrument, InstrumentScore& score) const;

  CerberusRecipe recipe_;
  torch::Tensor si_sdr_db_;                            ///< sums over crops [N]
  torch::Tensor improvement_db_;                       ///< likewise
  double separated_ = 0.0;                             ///< crops
  std::vector<std::vector<Transcribed>> transcribed_;  ///< crops of each instrument
};

/// The notes of a stem within a crop, on the crop's clock, cut off at its borders; of those that
/// end within 50 ms of its begin nothing is left.
std::vector<Note> notes_in_crop(const PieceStem& stem, double first_s, double duration_s,
                                int least_velocity);

/// 10 log10(|a s|² / |e - a s|²), a the best factor: estimates and truth [B, T, N, F] -> [B, N].
torch::Tensor spectral_si_sdr_db(const torch::Tensor& estimates, const torch::Tensor& truth);

/// Means over instruments, then each one's, with names for a log.
std::vector<train::Figure> figures_of(const std::vector<InstrumentScore>& scores,
                                      const models::CerberusNetSpec& spec);

/// What the best weights have most of: onset F1 with a transcription head, else SDR.
double score_of(const std::vector<InstrumentScore>& scores, const models::CerberusNetSpec& spec);

}  // namespace divisi::cerberus
