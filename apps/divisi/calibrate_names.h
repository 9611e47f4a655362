/// Learns how parts are named, and measures it on sounds that were not learnt from.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::cli {

struct NameCalibration {
  std::filesystem::path weights;                  ///< of a timbre network
  std::filesystem::path notes_weights;            ///< to hear notes with; empty: those built in
  std::filesystem::path families;                 ///< which source is of which family
  std::vector<std::filesystem::path> training;    ///< folders of sets
  std::vector<std::filesystem::path> validation;  ///< of other sounds
  std::string dataset;                            ///< their layout
  int threads = 0;
};

/// The parameters "names.*" for the weights file. Families and space are learnt from the training
/// sets; how sure names are, and from where on they are given, from every second clip of the
/// validation sets. What the other clips say is printed. What was heard is kept in each set's
/// folder (hearing/heard_file.h).
/// Errors: those of reading weights and clips; invalid_argument: too few parts to learn from.
Expected<std::map<std::string, std::vector<double>>> calibrate_names(const NameCalibration& asked);

}  // namespace divisi::cli
