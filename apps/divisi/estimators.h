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

/// Transcribes each clip with the weights of `model` and the timbre weights of `parts_model`, or
/// the built-in ones; `model` may be the published backbone's. Ctrl-C cancels.
/// Errors    those of Transcriber::create.
Expected<Estimator> estimator_of_model(const std::filesystem::path& model,
                                       const std::filesystem::path& parts_model, int threads);

}  // namespace divisi::cli
