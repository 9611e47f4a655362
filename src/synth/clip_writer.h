/// A clip as a folder of files: mix.flac, notes.csv, drums.csv, clip.json and, if wanted, stems/.
///
/// The folder appears at once: it is written under a temporary name and renamed, so that a set can
/// be resumed after a crash.
/// Errors    io, naming the file.
#pragma once

#include <filesystem>

#include "divisi/error.h"
#include "synth/clip.h"

namespace divisi::synth {

/// The folder of clip `number` of a set: six digits.
std::filesystem::path clip_folder(const std::filesystem::path& set_folder, int number);

Expected<void> write_clip(const std::filesystem::path& folder, const Clip& clip);

/// Removes what an interrupted write_clip left behind in the set's folder.
void remove_unfinished(const std::filesystem::path& set_folder);

}  // namespace divisi::synth
