/// Who separates a mixture, for `divisi evaluate --stems`: files, the program itself, or someone
/// who knows too much.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "estimators.h"
#include "eval/stem_files.h"
#include "eval/stem_score.h"

namespace divisi::cli {

/// What is known of one clip.
struct StemTruth {
  eval::MonoSound mixture;
  std::vector<eval::NamedSound> references;
};

struct StemEstimator {
  std::string name;
  std::function<Expected<std::vector<eval::NamedSound>>(const data::Clip&, const StemTruth&)>
      separate;
  bool has_names = true;  ///< whether --by-name can mean them
};

/// Errors: those of reading its files.
Expected<StemTruth> read_stem_truth(const data::Clip& clip);

/// Files DIR/<clip's id>/*.flac and the like, from "NAME=DIR" or "DIR". Errors: not_found.
Expected<StemEstimator> stems_of_folder(const std::string& text);
/// The program itself at work, its masks those of `stem_model` (StemOptions::model). Ctrl-C
/// cancels. Errors: those of Transcriber::create.
Expected<StemEstimator> stems_of_ears(const Ears& ears, const std::filesystem::path& stem_model);
/// The same masks by the true notes and parts.
StemEstimator stems_of_true_notes(int threads, const std::filesystem::path& stem_model);
/// The ideal ratio mask, and the phase-sensitive one, from the references.
StemEstimator stems_of_ratio_mask();
StemEstimator stems_of_phase_mask();
/// Bands between the pitches of the true notes, as many as references sound.
StemEstimator stems_of_pitch_bands();

}  // namespace divisi::cli
