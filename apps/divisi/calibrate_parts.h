/// Chooses how notes are dealt to parts, on a validation set.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "divisi/error.h"

namespace divisi::cli {

struct PartCalibration {
  std::filesystem::path weights;                  ///< of a timbre network
  std::vector<std::filesystem::path> validation;  ///< folders of sets
  std::string dataset;                            ///< their layout
  int threads = 0;
};

/// The parameters "parts.*" for the weights file. Errors: those of reading weights and clips.
Expected<std::map<std::string, std::vector<double>>> calibrate_parts(const PartCalibration& asked);

}  // namespace divisi::cli
