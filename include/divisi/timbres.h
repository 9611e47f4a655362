/// Timbres that somebody has enrolled: what "my violin" sounds like, so that later runs name its
/// part (docs/formats/timbres.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi {

/// Notes of solo playing with what the timbre network heard of each.
/// Shapes    vectors [N, D].
struct NoteTimbres {
  int dimensions = 0;  ///< 0: nobody listened
  std::vector<Note> notes;
  std::vector<float> vectors;
};

/// One enrolled timbre: the mean sound of its notes near each of a few pitches.
/// Shapes    weights [R] of registers, means [R, D].
struct Timbre {
  std::string name;            ///< UTF-8, not empty, without control characters
  int program = -1;            ///< General MIDI program, 0 to 127; -1: what the part sounds like
  int recording_count = 1;     ///< that it was made from
  int note_count = 0;          ///< in these
  double playing_s = 0.0;      ///< they sounded together
  std::string weights_sha256;  ///< of the timbre network that heard them; no other can use it
  std::vector<double> weights;
  std::vector<double> means;
};

/// $XDG_DATA_HOME/divisi/timbres.json, or ~/.local/share/divisi/timbres.json; empty where neither
/// variable is set.
std::filesystem::path default_timbres_file();

/// `first` with the playing of `second` added, under the first's name and program.
/// Errors    invalid_argument: made with other weights.
Expected<Timbre> combine_timbres(const Timbre& first, const Timbre& second);

/// Errors    not_found, io; corrupt, unsupported, naming the file and the field. Any bytes are
/// safe.
Expected<std::vector<Timbre>> read_timbres(const std::filesystem::path& path);

/// The file is wholly there or as it was before. Errors: io.
Expected<void> write_timbres(const std::vector<Timbre>& timbres, const std::filesystem::path& path);

}  // namespace divisi
