// Stands in for reader_ffmpeg.cpp where FFmpeg's libraries are not installed.
#include "audio/decoder.h"

namespace divisi::audio {

bool has_ffmpeg() { return false; }

Expected<std::unique_ptr<Decoder>> open_ffmpeg(const std::filesystem::path&) {
  return Error{ErrorCode::unsupported, "built without FFmpeg", {}};
}

}  // namespace divisi::audio
