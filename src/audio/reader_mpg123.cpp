// libmpg123 (LGPL-2.1): MP3, MP2, MP1. It removes the encoder's delay and padding where a LAME tag
// states them; without one the sound starts where every other decoder lets it start.
#include <mpg123.h>

#include <utility>

#include "audio/decoder.h"

namespace divisi::audio {
namespace {

struct CloseHandle {
  void operator()(mpg123_handle* handle) const {
    mpg123_close(handle);
    mpg123_delete(handle);
  }
};
using Handle = std::unique_ptr<mpg123_handle, CloseHandle>;

Error corrupt(mpg123_handle* handle) {
  return {ErrorCode::corrupt,
          std::string("MPEG audio that cannot be decoded: ") + mpg123_strerror(handle),
          {}};
}

class Mpg123Decoder final : public Decoder {
 public:
  Mpg123Decoder(Handle handle, AudioFormat format, bool exact)
      : handle_(std::move(handle)), format_(format), exact_(exact) {}

  AudioFormat format() const override { return format_; }
  bool frame_count_is_exact() const override { return exact_; }

  Expected<std::size_t> decode(float* interleaved, std::size_t frames) override {
    const std::size_t frame_bytes = sizeof(float) * static_cast<std::size_t>(format_.channel_count);
    std::size_t filled = 0;
    const std::size_t wanted = frames * frame_bytes;
    while (filled < wanted && !finished_) {
      std::size_t got = 0;
      const int status =
          mpg123_read(handle_.get(), reinterpret_cast<unsigned char*>(interleaved) + filled,
                      wanted - filled, &got);
      filled += got;
      if (status != MPG123_OK) finish(status);
    }
    return filled / frame_bytes;
  }

  /// The decoder's memory (bit reservoir, overlap) reaches back further than a jump would.
  bool seek(std::int64_t) override { return false; }

  std::vector<std::string> warnings() const override {
    return warning_.empty() ? std::vector<std::string>{} : std::vector<std::string>{warning_};
  }

 private:
  void finish(int status) {
    if (status == MPG123_NEW_FORMAT && same_format()) return;
    finished_ = true;
    if (status == MPG123_DONE) return;
    warning_ = status == MPG123_NEW_FORMAT
                   ? "changes its sample rate or channels on the way: read up to there"
                   : std::string("decoding stopped early: ") + mpg123_strerror(handle_.get());
  }

  bool same_format() const {
    long rate = 0;
    int channels = 0;
    int encoding = 0;
    mpg123_getformat(handle_.get(), &rate, &channels, &encoding);
    return rate == format_.sample_rate_hz && channels == format_.channel_count;
  }

  Handle handle_;
  AudioFormat format_;
  bool exact_;
  bool finished_ = false;
  std::string warning_;
};

Handle make_handle() {
#if MPG123_API_VERSION < 46
  static const int initialised = mpg123_init();
  if (initialised != MPG123_OK) return nullptr;
#endif
  Handle handle(mpg123_new(nullptr, nullptr));
  if (!handle) return nullptr;
  constexpr long kFlags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS;
  mpg123_param(handle.get(), MPG123_ADD_FLAGS, kFlags, 0.0);
  mpg123_param(handle.get(), MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE | MPG123_FUZZY, 0.0);
  return handle;
}

}  // namespace

Expected<std::unique_ptr<Decoder>> open_mpg123(const std::filesystem::path& path) {
  Handle handle = make_handle();
  if (!handle) return Error{ErrorCode::internal, "libmpg123 cannot be started", {}};
  if (mpg123_open(handle.get(), path.c_str()) != MPG123_OK) return corrupt(handle.get());
  long rate = 0;
  int channels = 0;
  int encoding = 0;
  if (mpg123_getformat(handle.get(), &rate, &channels, &encoding) != MPG123_OK) {
    return corrupt(handle.get());
  }
  const auto length = static_cast<std::int64_t>(mpg123_length(handle.get()));
  // Not exact even with a tag: a file that was cut or joined keeps its old one.
  return std::unique_ptr<Decoder>(std::make_unique<Mpg123Decoder>(
      std::move(handle), AudioFormat{static_cast<int>(rate), channels, length < 0 ? -1 : length},
      false));
}

}  // namespace divisi::audio
