/// Stems in files, for measuring: one channel, at the mixture's rate, as long as the mixture.
///
/// Units     a length may differ from the mixture's by a tenth of a second; it is then cut, or
///           filled with silence.
/// Errors    those of AudioReader; corrupt: another length; not_found: no such folder, or no sound
///           in it.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "eval/stem_score.h"

namespace divisi::eval {

struct MonoSound {
  int sample_rate_hz = 0;
  std::vector<float> samples;
};

/// At the file's own rate: a mixture.
Expected<MonoSound> read_mixture(const std::filesystem::path& path);

/// One stem of `mixture`; channels become their mean, and another rate the mixture's.
Expected<std::vector<float>> read_stem(const std::filesystem::path& path, const MonoSound& mixture);

/// All sound files of a folder, in order of name, without what lies in folders below. A stem is
/// called as its file without the ending.
Expected<std::vector<NamedSound>> read_stem_folder(const std::filesystem::path& folder,
                                                   const MonoSound& mixture);

}  // namespace divisi::eval
