/// divisi evaluate --stems: how well sources were separated.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "commands.h"
#include "data/dataset.h"
#include "estimators.h"

namespace CLI {
class App;
}

namespace divisi::cli {

struct StemArguments {
  bool wanted = false;  ///< --stems
  bool true_notes = false;
  bool oracle = false;
  bool pitch_bands = false;
  bool by_name = false;
  bool bss_eval = false;
  std::filesystem::path stem_model = {};  ///< of the program's masks; empty: built in
};

void add_stem_options(CLI::App& command, StemArguments& arguments);

/// What the command has read for itself.
struct StemJob {
  std::vector<const data::Clip*> clips;
  std::vector<std::string> estimates;  ///< [NAME=]DIR
  bool listen = false;                 ///< separate as well; always without estimates
  Ears ears;
  bool per_clip = false;
  std::filesystem::path json;
};

/// Clips with fewer than two stems are left out, and counted on stderr.
ExitCode evaluate_stems(const StemArguments& arguments, const StemJob& job);

}  // namespace divisi::cli
