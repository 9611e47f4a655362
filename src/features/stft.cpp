#include "features/stft.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "core/check.h"

namespace divisi::features {
namespace {

StftSpec checked(const StftSpec& spec) {
  const int window = spec.window_samples;
  DIVISI_CHECK(window >= 4 && std::has_single_bit(unsigned(window)),
               "the window must be a power of two");
  DIVISI_CHECK(spec.hop_samples * 2 == window || spec.hop_samples * 4 == window,
               "the hop must be a half or a quarter of the window");
  return spec;
}

}  // namespace

std::int64_t stft_frame_count(const StftSpec& spec, std::int64_t samples) {
  if (samples <= 0) return 0;
  return 1 + (samples + spec.hop_samples - 1) / spec.hop_samples;
}

std::vector<float> stft_window(const StftSpec& spec) {
  std::vector<float> window(std::size_t(checked(spec).window_samples));
  for (std::size_t n = 0; n < window.size(); ++n) {
    window[n] = float(std::sin(std::numbers::pi * double(n) / double(window.size())));
  }
  return window;
}

Stft::Stft(const StftSpec& spec)
    : spec_(checked(spec)),
      fft_(spec.window_samples),
      window_(stft_window(spec)),
      windowed_(window_.size()),
      history_(spec.window_samples / 2) {}

void Stft::push(const float* samples, std::size_t count, std::vector<Bin>& frames) {
  history_.append(samples, count);
  samples_ += std::int64_t(count);
  // Frame t ends where the next half window does.
  const std::int64_t reach = samples_ - spec_.window_samples / 2;
  transform_until(reach < 0 ? 0 : reach / spec_.hop_samples + 1, frames);
}

void Stft::finish(std::vector<Bin>& frames) {
  const std::int64_t count = stft_frame_count(spec_, samples_);
  const std::int64_t end = (count - 1) * spec_.hop_samples + spec_.window_samples / 2;
  if (count > 0 && end > samples_) history_.append_zeros(std::size_t(end - samples_));
  transform_until(count, frames);
}

void Stft::reset() {
  history_.reset();
  samples_ = frames_done_ = 0;
}

void Stft::transform_until(std::int64_t frame, std::vector<Bin>& frames) {
  if (frame <= frames_done_) return;
  const std::size_t bins = std::size_t(spec_.bins());
  std::size_t at = frames.size();
  frames.resize(at + std::size_t(frame - frames_done_) * bins);
  for (; frames_done_ < frame; ++frames_done_, at += bins) {
    const float* from = history_.at(frames_done_ * spec_.hop_samples - spec_.window_samples / 2);
    for (std::size_t n = 0; n < window_.size(); ++n) windowed_[n] = window_[n] * from[n];
    fft_.forward(windowed_.data(), frames.data() + at);
  }
  history_.discard_before(frames_done_ * spec_.hop_samples - spec_.window_samples / 2);
}

InverseStft::InverseStft(const StftSpec& spec)
    : spec_(checked(spec)),
      fft_(spec.window_samples),
      window_(stft_window(spec)),
      frame_(window_.size()) {
  reset();
}

void InverseStft::reset() {
  sum_.assign(window_.size(), 0.0F);
  weight_.assign(window_.size(), 0.0F);
  first_ = -spec_.window_samples / 2;
  frames_done_ = 0;
}

void InverseStft::push(const Bin* frames, std::int64_t count, std::vector<float>& samples) {
  for (std::int64_t t = 0; t < count; ++t) {
    emit_until(frames_done_ * spec_.hop_samples - spec_.window_samples / 2, samples);
    add_frame(frames + t * spec_.bins());
    add_weight();
    ++frames_done_;
  }
}

void InverseStft::push_silence(std::vector<float>& samples) {
  emit_until(frames_done_ * spec_.hop_samples - spec_.window_samples / 2, samples);
  add_weight();
  ++frames_done_;
}

void InverseStft::finish(std::int64_t total_samples, std::vector<float>& samples) {
  DIVISI_CHECK(frames_done_ == stft_frame_count(spec_, total_samples), "frames are missing");
  emit_until(total_samples, samples);
}

void InverseStft::emit_until(std::int64_t sample, std::vector<float>& samples) {
  const std::int64_t count = sample - first_;
  if (count <= 0) return;
  const auto from = std::size_t(std::clamp<std::int64_t>(-first_, 0, count));
  const std::size_t done = samples.size();
  samples.resize(done + std::size_t(count) - from);
  for (std::size_t n = from; n < std::size_t(count); ++n) {
    samples[done + n - from] = sum_[n] / weight_[n];
  }
  for (std::vector<float>* track : {&sum_, &weight_}) {
    std::fill(std::copy(track->begin() + count, track->end(), track->begin()), track->end(), 0.0F);
  }
  first_ = sample;
}

void InverseStft::add_frame(const Bin* frame) {
  fft_.inverse(frame, frame_.data());
  for (std::size_t n = 0; n < frame_.size(); ++n) {
    sum_[n] += window_[n] * frame_[n];
  }
}

void InverseStft::add_weight() {
  for (std::size_t n = 0; n < window_.size(); ++n) weight_[n] += window_[n] * window_[n];
}

std::vector<Bin> stft(const StftSpec& spec, const std::vector<float>& samples) {
  Stft transform(spec);
  std::vector<Bin> frames;
  transform.push(samples.data(), samples.size(), frames);
  transform.finish(frames);
  return frames;
}

std::vector<float> inverse_stft(const StftSpec& spec, const std::vector<Bin>& frames,
                                std::int64_t total_samples) {
  InverseStft transform(spec);
  std::vector<float> samples;
  samples.reserve(std::size_t(total_samples));
  transform.push(frames.data(), std::int64_t(frames.size()) / spec.bins(), samples);
  transform.finish(total_samples, samples);
  return samples;
}

std::vector<float> magnitudes(const std::vector<Bin>& frames) {
  std::vector<float> values(frames.size());
  std::transform(frames.begin(), frames.end(), values.begin(),
                 [](Bin bin) { return std::sqrt(std::norm(bin)); });
  return values;
}

}  // namespace divisi::features
