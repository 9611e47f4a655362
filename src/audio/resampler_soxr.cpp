// libsoxr (LGPL-2.1).
#include <soxr.h>

#include <algorithm>

#include "audio/resampler.h"
#include "core/check.h"

namespace divisi::audio {
namespace {

/// libsoxr rounds differently when it is fed differently: it always gets blocks of this many.
constexpr std::size_t kFeedFrames = 4096;

struct DeleteSoxr {
  void operator()(soxr* handle) const { soxr_delete(handle); }
};
using Handle = std::unique_ptr<soxr, DeleteSoxr>;

Handle make_handle(int in_rate_hz, int out_rate_hz) {
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_error_t error = nullptr;
  Handle handle(soxr_create(in_rate_hz, out_rate_hz, 1, &error, &io, &quality, &runtime));
  DIVISI_CHECK(handle != nullptr && error == nullptr, "libsoxr refused a pair of sample rates");
  return handle;
}

}  // namespace

struct Resampler::State {
  State(int in_hz, int out_hz) : in_rate_hz(in_hz), out_rate_hz(out_hz) {
    if (in_hz != out_hz) handle = make_handle(in_hz, out_hz);
  }

  void feed(const float* in, std::size_t count, std::vector<float>& out);

  int in_rate_hz;
  int out_rate_hz;
  Handle handle;               ///< none when the rates are equal
  std::vector<float> waiting;  ///< fewer than kFeedFrames samples
  std::int64_t taken_frames = 0;
  std::int64_t given_frames = 0;
};

/// Gives libsoxr samples, or the sign of the end when `in` is null, and takes all it has.
void Resampler::State::feed(const float* in, std::size_t count, std::vector<float>& out) {
  const double ratio = static_cast<double>(out_rate_hz) / in_rate_hz;
  const std::size_t room = static_cast<std::size_t>(static_cast<double>(count) * ratio) + 4096;
  std::size_t produced = 0;
  do {
    const std::size_t start = out.size();
    out.resize(start + room);
    std::size_t consumed = 0;
    const soxr_error_t error =
        soxr_process(handle.get(), in, count, &consumed, out.data() + start, room, &produced);
    DIVISI_CHECK(error == nullptr, "libsoxr failed");
    out.resize(start + produced);
    given_frames += static_cast<std::int64_t>(produced);
    if (in != nullptr) {
      in += consumed;
      count -= consumed;
    }
  } while (count > 0 || produced == room || (in == nullptr && produced > 0));
}

Resampler::Resampler(int in_rate_hz, int out_rate_hz) {
  DIVISI_CHECK(in_rate_hz > 0 && out_rate_hz > 0, "sample rates are positive");
  state_ = std::make_unique<State>(in_rate_hz, out_rate_hz);
}
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(const float* in, std::size_t count, std::vector<float>& out) {
  State& s = *state_;
  s.taken_frames += static_cast<std::int64_t>(count);
  if (!s.handle) {
    out.insert(out.end(), in, in + count);
    return;
  }
  while (count > 0) {
    const std::size_t part = std::min(count, kFeedFrames - s.waiting.size());
    s.waiting.insert(s.waiting.end(), in, in + part);
    in += part;
    count -= part;
    if (s.waiting.size() == kFeedFrames) {
      s.feed(s.waiting.data(), kFeedFrames, out);
      s.waiting.clear();
    }
  }
}

void Resampler::finish(std::vector<float>& out) {
  State& s = *state_;
  if (!s.handle) return;
  if (!s.waiting.empty()) s.feed(s.waiting.data(), s.waiting.size(), out);
  s.feed(nullptr, 0, out);
  const std::int64_t exact = output_frames(s.taken_frames, s.in_rate_hz, s.out_rate_hz);
  const auto length = static_cast<std::int64_t>(out.size()) + exact - s.given_frames;
  DIVISI_CHECK(length >= 0, "libsoxr gave more samples than there is time");
  out.resize(static_cast<std::size_t>(length), 0.0f);
}

std::int64_t Resampler::output_frames(std::int64_t in_frames, int in_rate_hz, int out_rate_hz) {
  // Split so that no product leaves 64 bits, however long the recording.
  const std::int64_t whole = in_frames / in_rate_hz;
  const std::int64_t rest = in_frames % in_rate_hz;
  return whole * out_rate_hz + (rest * out_rate_hz + in_rate_hz - 1) / in_rate_hz;
}

}  // namespace divisi::audio
