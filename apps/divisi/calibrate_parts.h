/// Chooses how notes are dealt to parts, on a validation set.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "hearing/heard_clip.h"
#include "parts/group_notes.h"
#include "parts/pair_model.h"

namespace divisi::cli {

struct PartCalibration {
  std::filesystem::path weights;                  ///< of a timbre network
  std::vector<std::filesystem::path> validation;  ///< folders of sets
  std::string dataset;                            ///< their layout
  int threads = 0;
};

/// The parameters "parts.*" for the weights file. Errors: those of reading weights and clips.
Expected<std::map<std::string, std::vector<double>>> calibrate_parts(const PartCalibration& asked);

/// The clips of all folders with their notes as they are heard. Errors: likewise.
Expected<std::vector<hearing::HeardClip>> listen_to_all(const PartCalibration& asked, int threads);

/// What the notes are compared by, if there is a memory, and how much their lengths may be trusted.
Expected<std::vector<double>> remember(const PartCalibration& asked,
                                       std::vector<hearing::HeardClip>& all);

/// How well clips were dealt to parts: means over them.
struct Dealt {
  double macro_f1 = 0.0;
  double near = 0.0;  ///< share with the right number of parts, or one more or fewer

  /// A part too many costs hardly any F1 but is one more track to delete.
  double worth() const;
};
Dealt deal_all(const std::vector<hearing::HeardClip>& all, const parts::PairModel& pairs,
               const parts::GroupOptions& options, int threads);

}  // namespace divisi::cli
