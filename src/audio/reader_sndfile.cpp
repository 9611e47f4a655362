// libsndfile (LGPL-2.1): WAV, FLAC, Ogg Vorbis, Opus, AIFF, CAF, AU and some twenty more.
#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <utility>

#include "audio/decoder.h"
#include "audio/ogg_end.h"

namespace divisi::audio {
namespace {

using Handle = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

/// libsndfile's words as the middle of a sentence of ours.
std::string reason_of(SNDFILE* file) {
  std::string text = sf_strerror(file);
  text = text.substr(0, text.find('\n'));
  // What it says of headers whose numbers cannot be: words for those who wrote it.
  if (text.find("SF_INFO") != std::string::npos)
    return "the header names an impossible sample rate, length or number of channels";
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

/// libsndfile trusts the file's length over its header and only notes the contradiction in its
/// log: "data : 264600 (should be 99956)". Sizes near 2^31 and above are what programs write that
/// do not know the length beforehand.
std::string cut_off_warning(SNDFILE* file) {
  std::array<char, 16384> log{};
  sf_command(file, SFC_GET_LOG_INFO, log.data(), static_cast<int>(log.size()) - 1);
  const std::string text(log.data());
  for (const char* label : {"\ndata : ", "\n SSND : ", "\nSSND : ", "\n  Data Size : "}) {
    const std::size_t at = text.find(label);
    if (at == std::string::npos) continue;
    long long promised = 0;
    long long present = 0;
    const std::string line = text.substr(at + std::string(label).size(), 80);
    if (std::sscanf(line.c_str(), "%lld (should be %lld)", &promised, &present) != 2) continue;
    constexpr long long kUnknown = 0x7FFF0000;
    if (promised <= present || promised >= kUnknown) continue;
    return "the header promises " + std::to_string(promised) + " bytes of sound, but only " +
           std::to_string(present) + " follow: cut off; read what is there";
  }
  return {};
}

/// libsndfile would start an MP3 decoder of its own, which misjudges lengths and talks to stderr.
bool may_be_mpeg_audio(int descriptor) {
  std::array<unsigned char, 3> start{};
  if (::pread(descriptor, start.data(), start.size(), 0) != 3) return false;
  const bool tagged = start[0] == 'I' && start[1] == 'D' && start[2] == '3';
  return tagged || (start[0] == 0xFF && (start[1] & 0xE0) == 0xE0);
}

class SndfileDecoder final : public Decoder {
 public:
  SndfileDecoder(Handle file, const SF_INFO& info, std::string warning)
      : file_(std::move(file)), info_(info), warning_(std::move(warning)) {}

  AudioFormat format() const override {
    const bool known = info_.frames >= 0 && info_.frames < std::numeric_limits<sf_count_t>::max();
    return {info_.samplerate, info_.channels, known ? static_cast<std::int64_t>(info_.frames) : -1};
  }

  bool frame_count_is_exact() const override { return true; }

  Expected<std::size_t> decode(float* interleaved, std::size_t frames) override {
    std::size_t total = 0;
    while (total < frames) {
      const sf_count_t got = sf_readf_float(
          file_.get(), interleaved + total * static_cast<std::size_t>(info_.channels),
          static_cast<sf_count_t>(frames - total));
      if (got <= 0) break;
      total += static_cast<std::size_t>(got);
    }
    delivered_ += total;
    if (total < frames && sf_error(file_.get()) != SF_ERR_NO_ERROR) return stopped_early(total);
    return total;
  }

  bool seek(std::int64_t frame) override {
    return info_.seekable != 0 && sf_seek(file_.get(), frame, SEEK_SET) == frame;
  }

  std::vector<std::string> warnings() const override {
    return warning_.empty() ? std::vector<std::string>{} : std::vector<std::string>{warning_};
  }

 private:
  /// Damage in the middle: what came before it is still worth having.
  Expected<std::size_t> stopped_early(std::size_t total) {
    const std::string reason = reason_of(file_.get());
    if (delivered_ == 0) return Error{ErrorCode::corrupt, "cannot be decoded: " + reason, {}};
    if (warning_.empty()) warning_ = "decoding stopped early: " + reason;
    return total;
  }

  Handle file_;
  SF_INFO info_;
  std::string warning_;
  std::size_t delivered_ = 0;
};

}  // namespace

Expected<std::unique_ptr<Decoder>> open_sndfile(const std::filesystem::path& path) {
  // By descriptor: given a name, libsndfile guesses from its ending what the bytes do not say.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error{ErrorCode::io, "cannot read", {}};
  if (may_be_mpeg_audio(descriptor)) {
    ::close(descriptor);
    return Error{ErrorCode::unsupported, "MPEG audio is not read through libsndfile", {}};
  }
  const bool is_cut_off = is_cut_off_ogg(descriptor);
  SF_INFO info{};
  Handle file(sf_open_fd(descriptor, SFM_READ, &info, SF_TRUE), &sf_close);
  if (!file) {
    const bool foreign = sf_error(nullptr) == SF_ERR_UNRECOGNISED_FORMAT;
    return Error{foreign ? ErrorCode::unsupported : ErrorCode::corrupt,
                 "cannot be decoded: " + reason_of(nullptr),
                 {}};
  }
  std::string warning = is_cut_off
                            ? "the end of the Ogg stream is missing: cut off; read what is there"
                            : cut_off_warning(file.get());
  return std::unique_ptr<Decoder>(
      std::make_unique<SndfileDecoder>(std::move(file), info, std::move(warning)));
}

}  // namespace divisi::audio
