/// Music that drums are laid over: the clips of a set made before.
///
/// Errors    not_found (no clips), corrupt, io: naming the file.
/// Thread    const-safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "synth/clip.h"

namespace divisi::synth {

class Backing {
 public:
  /// All folders below `set` that hold mix.flac, notes.csv and drums.csv, in order of name.
  static Expected<Backing> open(const std::filesystem::path& set);

  /// One of them, cut or filled with silence to `duration_s`. Its labels get sources from 1 up: 0
  /// is the drummer. `name` names it for clip.json.
  Expected<Clip> draw(double duration_s, core::Rng& rng, std::string& name) const;

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace divisi::synth
