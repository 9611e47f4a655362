/// The examples of whole sets of clips, made once and kept beside the clips.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/transcriber.h"
#include "shares/share_example.h"
#include "train/step_loop.h"

namespace divisi::shares {

/// Who listens, and with which weights: examples kept by others are made anew.
struct Listener {
  const Transcriber& transcriber;
  std::string identity;
  std::function<bool()> may_go_on = {};  ///< asked after each clip; empty: always
};

/// Of all clips of `folders` that have stems, in their order. Clips whose stems say of which class
/// they are (bands) are listened to by who is told so; every fourth clip is taken by its true
/// notes. Errors    those of the folders and of make_examples(); io; invalid_argument: nothing was
/// left.
Expected<std::vector<ShareExample>> load_examples(const Listener& listener,
                                                  const std::vector<std::filesystem::path>& folders,
                                                  int threads, const train::LogLine& log);

}  // namespace divisi::shares
