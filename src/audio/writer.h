/// Sound files, written whole or not at all.
#pragma once

#include <filesystem>

#include "divisi/audio.h"
#include "divisi/error.h"

namespace divisi::audio {

/// How samples are kept in the file. Lossy and 16- or 24-bit kinds clip at +-1.
enum class AudioEncoding {
  automatic,  ///< 16 bits for .wav and .flac, the codec's own for .ogg, .opus and .mp3
  pcm_16,
  pcm_24,
  float_32,  ///< .wav only
};

/// Writes `sound` to `path`; its ending names the kind: .wav .flac .ogg .opus .mp3
///
/// Errors    unsupported (another ending, an encoding that kind does not have, a rate it cannot
///           carry), io (no rights, disk full). An existing file is replaced only on success.
/// Requires  sound.channel_count >= 1, whole frames.
Expected<void> write_audio(const std::filesystem::path& path, const AudioBuffer& sound,
                           AudioEncoding encoding = AudioEncoding::automatic);

}  // namespace divisi::audio
