/// From a recording and its notes to one sound for each part, and one for what is left.
///
///     auto stems = divisi::write_stems("song.flac", transcription->score, "song.stems");
///
/// The files have the recording's rate, channels and length, at 24 bits, and add up to it sample
/// by sample. They follow the notes: a note that is taken out of the score goes to the residual.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/score.h"

namespace divisi {

/// flac: up to 8 channels and 655350 Hz. wav: RF64 beyond 4 GiB.
enum class StemFormat { flac, wav };

/// From "flac" or "wav". Errors: invalid_argument.
Expected<StemFormat> parse_stem_format(std::string_view name);

/// For StemOptions::model.
inline constexpr const char* kNoStemModel = "none";

struct StemOptions {
  StemFormat format = StemFormat::flac;
  std::vector<std::string> only = {};  ///< parts by number from 1 or by name, whatever its case;
                                       ///< the others stay in the residual. Empty: all
  double start_s = 0.0;                ///< >= 0; only this stretch of the recording is written
  double end_s = -1.0;                 ///< negative: to the end
  int threads = 0;                     ///< 0: all cores. The result does not depend on it
  std::filesystem::path model = {};    ///< weights that correct who has what; empty: built in;
                                       ///< kNoStemModel: by notes and learned spectra alone
};

/// One file.
struct Stem {
  std::filesystem::path path;
  int part = -1;          ///< index of the score's part; -1: the residual
  double level_db = 0.0;  ///< of full scale, root mean square; -200 for silence
};

/// The files of one recording: the parts in order, then the residual.
struct StemSet {
  std::vector<Stem> stems;
  int sample_rate_hz = 0;
  int channel_count = 0;
  double duration_s = 0.0;
  std::vector<std::string> warnings;  ///< one line each
};

/// Whether `model`, as StemOptions has it, can be used. Errors: not_found, io, corrupt: naming it.
Expected<void> check_stem_model(const std::filesystem::path& model);

/// Whether stems of that recording can be written at all, before any work is done.
/// Errors    those of reading; unsupported: more channels or a higher rate than FLAC holds;
///           invalid_argument: options out of range; those of check_stem_model().
Expected<void> check_stems(const std::filesystem::path& recording, const StemOptions& options);

/// Writes "01_violin.flac", ... and "residual.flac" into `folder`, all or none of them; stems that
/// were there before are replaced or removed, other files stay. Memory does not grow with the
/// length. Samples are rounded to 24 bits; beyond full scale the files together hold as
/// many times it as they are, what is further is cut off with a warning.
/// Times of the score are those of the recording.
/// Errors    as check_stems(); invalid_argument: `only` names no part;
/// io, with Error::where
///           below `folder`: no rights, disk full; cancelled.
/// Thread    safe for different folders.
Expected<StemSet> write_stems(const std::filesystem::path& recording, const Score& score,
                              const std::filesystem::path& folder, const StemOptions& options = {},
                              const ProgressFunction& progress = {});

}  // namespace divisi
