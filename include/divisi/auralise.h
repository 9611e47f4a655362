/// Notes played back, to hear what was transcribed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/options.h"
#include "divisi/stems.h"

namespace divisi {

struct AuraliseOptions {
  StemFormat format = StemFormat::flac;
  std::filesystem::path soundfont = {};  ///< SF2 or SF3; empty: one that is installed, or none
  bool builtin = false;                  ///< our own synthesiser, whatever is installed
  double start_s = 0.0;                  ///< >= 0; only this stretch of the recording
  double end_s = -1.0;                   ///< negative: to the end
};

struct Auralisation {
  std::vector<std::filesystem::path> files;
  std::string played_with;  ///< a soundfont's path, or "built-in synthesiser"
};

/// Writes into `folder`, all or none: "01_violin.flac", ... each part played from its notes, one
/// channel at the recording's rate and length; "remix.flac", their sum; "original_and_remix.flac",
/// the recording's mean channel left and the remix right. Each part is as loud as its stem is
/// (`stems`, of the same score; empty: as its notes say), the remix as loud as the recording.
/// Plays with FluidSynth and a General MIDI soundfont where both are installed, otherwise with our
/// own synthesiser: decaying or held harmonics, and noise for drums.
/// Memory does not grow with the length.
/// Errors    as write_stems(); and those of a soundfont that was named.
/// Thread    safe for different folders.
Expected<Auralisation> write_auralisation(const std::filesystem::path& recording,
                                          const Score& score, const std::filesystem::path& folder,
                                          const std::vector<Stem>& stems = {},
                                          const AuraliseOptions& options = {},
                                          const ProgressFunction& progress = {});

}  // namespace divisi
