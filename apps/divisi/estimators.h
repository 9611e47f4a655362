/// Who says which notes are in a clip, for `divisi evaluate`: files, or a model at work.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "data/dataset.h"
#include "eval/clip_score.h"

namespace divisi::cli {

struct Estimator {
  std::string name;
  std::function<Expected<eval::Estimate>(const data::Clip&)> estimate;
};

struct NamedFolder {
  std::string name;
  std::filesystem::path folder;
};

/// From "NAME=DIR" or "DIR", which is then also the name. Errors: not_found.
Expected<NamedFolder> find_estimate_folder(const std::string& text);

/// What is in such a folder. Errors: not_found.
Expected<Estimator> estimator_of_folder(const std::string& text);

/// What is listened with.
struct Ears {
  std::filesystem::path model = {};        ///< note weights; empty: those built in
  std::filesystem::path parts_model = {};  ///< likewise, of timbre
  std::vector<std::string> instruments = {};
  int threads = 0;

  /// Whether anything but threads was chosen.
  bool are_chosen() const { return !model.empty() || !parts_model.empty() || !instruments.empty(); }
};

/// Transcribes each clip; `ears.model` may be the published backbone's. Ctrl-C cancels.
/// Errors    those of Transcriber::create.
Expected<Estimator> estimator_of_ears(const Ears& ears);

}  // namespace divisi::cli
