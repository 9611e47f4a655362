// libsndfile (LGPL-2.1).
#include <fcntl.h>
#include <sndfile.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "audio/writer.h"
#include "core/atomic_file.h"
#include "core/check.h"

namespace divisi::audio {
namespace {

struct Kind {
  const char* ending;
  int format;      ///< the container
  int automatic;   ///< its usual encoding
  bool takes_pcm;  ///< 16 and 24 bits may be asked for
  bool takes_float;
};

constexpr Kind kKinds[] = {
    {".wav", SF_FORMAT_WAV, SF_FORMAT_PCM_16, true, true},
    {".flac", SF_FORMAT_FLAC, SF_FORMAT_PCM_16, true, false},
    {".ogg", SF_FORMAT_OGG, SF_FORMAT_VORBIS, false, false},
    {".opus", SF_FORMAT_OGG, SF_FORMAT_OPUS, false, false},
    {".mp3", SF_FORMAT_MPEG, SF_FORMAT_MPEG_LAYER_III, false, false},
};

Error error_for(const std::filesystem::path& path, ErrorCode code, const std::string& reason) {
  return {code, path.string() + ": " + reason, path.string()};
}

const Kind* kind_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const Kind& kind : kKinds) {
    if (ending == kind.ending) return &kind;
  }
  return nullptr;
}

/// 0 where the kind cannot hold the encoding.
int format_of(const Kind& kind, AudioEncoding encoding) {
  switch (encoding) {
    case AudioEncoding::automatic:
      return kind.format | kind.automatic;
    case AudioEncoding::pcm_16:
      return kind.takes_pcm ? kind.format | SF_FORMAT_PCM_16 : 0;
    case AudioEncoding::pcm_24:
      return kind.takes_pcm ? kind.format | SF_FORMAT_PCM_24 : 0;
    case AudioEncoding::float_32:
      return kind.takes_float ? kind.format | SF_FORMAT_FLOAT : 0;
  }
  return 0;
}

Expected<void> write_with_sndfile(const std::filesystem::path& temporary,
                                  const std::filesystem::path& shown, const AudioBuffer& sound,
                                  SF_INFO info) {
  const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return error_for(shown, ErrorCode::io, std::string("cannot write: ") + std::strerror(errno));
  }
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(
      sf_open_fd(descriptor, SFM_WRITE, &info, SF_TRUE), &sf_close);
  if (!file) return error_for(shown, ErrorCode::io, sf_strerror(nullptr));
  sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const auto frames = static_cast<sf_count_t>(sound.frame_count());
  // In pieces: Vorbis puts all it is given at once on its stack.
  constexpr sf_count_t kPiece = 4096;
  for (sf_count_t done = 0; done < frames; done += kPiece) {
    const sf_count_t count = std::min(kPiece, frames - done);
    if (sf_writef_float(file.get(), sound.samples.data() + done * sound.channel_count, count) !=
        count) {
      return error_for(shown, ErrorCode::io,
                       std::string("cannot write: ") + sf_strerror(file.get()));
    }
  }
  if (sf_close(file.release()) != 0) {
    return error_for(shown, ErrorCode::io, "cannot write: closing the file failed");
  }
  return {};
}

}  // namespace

Expected<void> write_audio(const std::filesystem::path& path, const AudioBuffer& sound,
                           AudioEncoding encoding) {
  DIVISI_CHECK(sound.channel_count >= 1 &&
                   sound.samples.size() % static_cast<std::size_t>(sound.channel_count) == 0,
               "a sound holds whole frames");
  const Kind* kind = kind_of(path);
  if (kind == nullptr) {
    return error_for(path, ErrorCode::unsupported,
                     "unknown ending, expected .wav, .flac, .ogg, .opus or .mp3");
  }
  SF_INFO info{};
  info.samplerate = sound.sample_rate_hz;
  info.channels = sound.channel_count;
  info.format = format_of(*kind, encoding);
  if (info.format == 0 || sf_format_check(&info) == 0) {
    return error_for(path, ErrorCode::unsupported,
                     std::string(kind->ending) + " cannot hold " +
                         std::to_string(sound.channel_count) + " channels at " +
                         std::to_string(sound.sample_rate_hz) + " Hz in that encoding");
  }
  return core::write_file_atomically(path, [&](const std::filesystem::path& temporary) {
    return write_with_sndfile(temporary, path, sound, info);
  });
}

}  // namespace divisi::audio
