/// Chooses how notes are dealt to parts, on a validation set.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "engine/loaded_parts.h"
#include "hearing/heard_clip.h"
#include "parts/group_notes.h"

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

/// Notes by way of the memory, where there is one.
void remember(const engine::LoadedParts& loaded, std::vector<hearing::HeardClip>& all);

/// How well clips were dealt to parts: means over them.
struct Dealt {
  double macro_f1 = 0.0;
  double right = 0.0;  ///< share with the right number of parts
  double near = 0.0;   ///< likewise, or with one more or fewer

  /// A part too many costs hardly any F1 but is one more track to delete.
  double worth() const;
};
/// `group(i)` deals the notes of clip i, on several threads.
Dealt deal_all(const std::vector<hearing::HeardClip>& all, int threads,
               const std::function<parts::Grouping(std::size_t)>& group);

}  // namespace divisi::cli
