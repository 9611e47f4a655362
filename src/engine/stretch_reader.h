/// A stretch of a recording, read again for what is made of it.
///
/// Errors    those of audio::AudioReader; invalid_argument: times or threads out of range;
///           unsupported: more channels or a higher rate than the files can hold.
/// Thread    one user.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "audio/reader.h"
#include "audio/stream_writer.h"
#include "divisi/stems.h"

namespace divisi::engine {

audio::StreamKind stream_kind(StemFormat format);

Expected<std::unique_ptr<audio::AudioReader>> open_stretch(const std::filesystem::path& recording,
                                                           const StemOptions& options);

/// Tells how far reading is, after `frames` of the stretch; false when the caller wants no more.
bool may_go_on(const ProgressFunction& progress, const AudioFormat& format, std::int64_t frames);

/// What tells of one of two readings as of half the work, from `begin` (0 or 0.5) on. `progress`
/// must outlive it.
ProgressFunction half_of(const ProgressFunction& progress, double begin);

using TakeSamples = std::function<Expected<void>(const float* interleaved, std::size_t frames)>;

/// Hands all that the reader has left to `take`; how many frames there were.
/// Errors    those of reading and of `take`; cancelled.
Expected<std::int64_t> read_stretch(audio::AudioReader& reader, const ProgressFunction& progress,
                                    const TakeSamples& take);

}  // namespace divisi::engine
