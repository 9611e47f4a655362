/// Recordings as other programs can play them, and their samples.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "divisi/audio.h"
#include "divisi/error.h"
#include "divisi/options.h"

namespace divisi {

/// What a recording is, without reading it through. Errors: those of reading.
Expected<AudioFormat> look_at(const std::filesystem::path& recording);

/// Writes the recording as FLAC of 24 bits that any browser plays: one or two channels (the first
/// two of more), at most 48 kHz. Memory does not grow with the length.
/// Errors    those of reading; io: no rights, disk full; cancelled. The file is wholly there or not
///           at all.
/// Thread    safe for different paths.
Expected<void> write_playback(const std::filesystem::path& recording,
                              const std::filesystem::path& path,
                              const ProgressFunction& progress = {});

/// Up to `frames` samples of each channel from `first_frame` on, rounded to 16 bits; none past the
/// end. `format.frame_count` is the whole recording's, -1 where that is not known.
struct SampleStretch {
  AudioFormat format;
  std::vector<std::int16_t> samples;  ///< [N, C], interleaved
};
/// Errors    those of reading; invalid_argument: first_frame < 0.
Expected<SampleStretch> read_samples(const std::filesystem::path& recording,
                                     std::int64_t first_frame, std::size_t frames);

}  // namespace divisi
