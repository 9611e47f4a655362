/// Collections of recordings with their truth, all in one shape.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/annotation.h"
#include "divisi/error.h"

namespace divisi::data {

/// One source of a mixture on its own.
struct Stem {
  std::string source;  ///< the same word as in the annotation
  std::filesystem::path path;
  /// "piano", "guitar", "bass", "drums" or "strings"; empty for other instruments, and where the
  /// collection does not tell. See data/band_pieces.h.
  std::string band_class = {};
};

/// One recording. That its files are there was checked when it was listed; they are read only when
/// asked for, since collections are larger than memory.
struct Clip {
  std::string id;     ///< unique within the collection
  std::string group;  ///< clips that count as one in equal-weight means
  std::string split;  ///< "train", "validation" or "test"; empty where the collection has none
  std::filesystem::path mix;
  std::vector<Stem> stems;
  /// Who plays a source ("sampled violin"), by the source's name; empty where nobody says so.
  std::map<std::string, std::string> players = {};
  /// False where some sounding sources are not annotated: then precision means nothing.
  bool is_fully_annotated = true;
  /// Errors: not_found, io, corrupt: naming file, line, found and expected.
  std::function<Expected<core::Annotation>()> read_annotation;
};

/// In order of id.
struct Dataset {
  std::string name;
  std::vector<Clip> clips;
};

}  // namespace divisi::data
