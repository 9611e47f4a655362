/// The written music that clips are cut from.
///
/// Errors    not_found, io; corrupt (an index without the columns file, collection, split);
///           invalid_argument (no file of the wanted folders and split).
/// Thread    const-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::synth {

/// Which files of a folder of MIDI files with an index.csv are used.
struct ScoreLibraryOptions {
  std::filesystem::path root;
  std::string split = "train";
  std::map<std::string, double> collection_weights;  ///< a collection not named is not used
};

class ScoreLibrary {
 public:
  static Expected<ScoreLibrary> open(const ScoreLibraryOptions& options);

  /// A file: first a collection by weight, then any of its files. `file` names it for clip.json.
  Expected<Score> draw(core::Rng& rng, std::string& file) const;
  /// The same from one collection, which must have been named in the options and be there.
  Expected<Score> draw_from(const std::string& collection, core::Rng& rng, std::string& file) const;
  bool has(const std::string& collection) const { return files_.count(collection) > 0; }
  std::size_t file_count() const;

 private:
  std::filesystem::path root_;
  std::map<std::string, std::vector<std::string>> files_;
  std::map<std::string, double> weights_;
};

}  // namespace divisi::synth
