/// A stretch of a recording, read again for what is made of it.
///
/// Errors    those of audio::AudioReader; invalid_argument: times or threads out of range;
///           unsupported: more channels or a higher rate than the files can hold.
/// Thread    one user.
#pragma once

#include <filesystem>
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

}  // namespace divisi::engine
