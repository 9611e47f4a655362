#include "separate/stem_splitter.h"

#include <algorithm>

#include "core/check.h"
#include "core/parallel.h"
#include "separate/whole_samples.h"

namespace divisi::separate {
namespace {

using features::Bin;

/// Frames that are split at once: about 3 s, of which an estimator may see a little more around.
constexpr std::int64_t kStretchFrames = 128;

void multiply(const Bin* spectrum, const std::vector<float>& gains, std::vector<Bin>& product) {
  for (std::size_t f = 0; f < gains.size(); ++f) {
    product[f] = {gains[f] * spectrum[f].real(), gains[f] * spectrum[f].imag()};
  }
}

}  // namespace

StemSplitter::StemSplitter(std::unique_ptr<ShareEstimator> estimator,
                           const SplitterOptions& options)
    : estimator_(std::move(estimator)),
      options_(options),
      spec_(separation_stft(options.sample_rate_hz)),
      bands_(spec_, options.sample_rate_hz),
      frames_{double(spec_.hop_samples) / options.sample_rate_hz, options.start_s} {
  const auto bins = std::size_t(spec_.bins());
  const auto count = std::int32_t(options_.sources.size());
  DIVISI_CHECK(options_.channel_count >= 1 && count <= 100, "channels, and a few stems");
  lowest_ = (count + 1) * kLowest24;
  highest_ = (count + 1) * kHighest24;
  for (int c = 0; c < options_.channel_count; ++c) {
    channels_.push_back({features::Stft(spec_), {}});
  }
  for (const int source : options_.sources) {
    DIVISI_CHECK(source >= 0 && source < estimator_->source_count(), "a source that there is");
    Stem& stem = stems_.emplace_back();
    for (int c = 0; c < options_.channel_count; ++c) stem.inverse.emplace_back(spec_);
    stem.ready.resize(channels_.size());
    stem.gains.resize(bins);
    stem.masked.resize(bins);
  }
  block_.samples.resize(stems_.size() + 1);
}

Expected<void> StemSplitter::push(const float* interleaved, std::size_t frames,
                                  const StemSink& sink) {
  // In pieces, so that one large block needs no more memory than many small ones.
  const auto piece = std::size_t(kStretchFrames * spec_.hop_samples);
  for (std::size_t done = 0; done < frames; done += piece) {
    take_samples(interleaved + done * channels_.size(), std::min(piece, frames - done));
    if (stems_.empty()) {  // all is residual
      if (Expected<void> good = hand_out(sink); !good) return good;
      continue;
    }
    const std::int64_t safe = frames_known_ - estimator_->context_frames();
    const std::int64_t whole = (safe - frames_split_) / kStretchFrames * kStretchFrames;
    if (whole <= 0) continue;
    if (Expected<void> good = split_until(frames_split_ + whole, sink); !good) return good;
  }
  return {};
}

Expected<void> StemSplitter::finish(const StemSink& sink) {
  for (Channel& channel : channels_) channel.transform.finish(channel.spectra);
  measure_levels();
  if (Expected<void> good = split_until(frames_known_, sink); !good) return good;
  for (Stem& stem : stems_) {
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      stem.inverse[c].finish(samples_, stem.ready[c]);
    }
  }
  return hand_out(sink);
}

void StemSplitter::take_samples(const float* interleaved, std::size_t frames) {
  const std::size_t channels = channels_.size();
  const std::size_t start = pending_.size();
  for (std::size_t i = 0; i < frames * channels; ++i) {
    const std::int32_t sample = whole_sample(interleaved[i], lowest_, highest_);
    if (sample == lowest_ || sample == highest_) {  // would it go further?
      cut_off_ += whole_sample(interleaved[i], lowest_ - 1, highest_ + 1) != sample;
    }
    pending_.push_back(sample);
  }
  samples_ += std::int64_t(frames);
  if (stems_.empty()) return;
  plane_.resize(frames);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t n = 0; n < frames; ++n) {
      plane_[n] = float(pending_[start + n * channels + c]) / 8388608.0F;
    }
    channels_[c].transform.push(plane_.data(), frames, channels_[c].spectra);
  }
  measure_levels();
}

/// Of the frames that are new.
void StemSplitter::measure_levels() {
  const auto bins = std::size_t(spec_.bins());
  const auto kept = std::int64_t(channels_[0].spectra.size() / bins);
  std::vector<const Bin*> frame(channels_.size());
  for (; frames_known_ < first_frame_ + kept; ++frames_known_) {
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      frame[c] = channels_[c].spectra.data() + std::size_t(frames_known_ - first_frame_) * bins;
    }
    levels_.resize(levels_.size() + kBands);
    bands_.levels_of(frame, levels_.data() + levels_.size() - kBands);
  }
}

Expected<void> StemSplitter::split_until(std::int64_t frame, const StemSink& sink) {
  while (frames_split_ < frame) {
    split_stretch(std::min(frame, frames_split_ + kStretchFrames));
    if (Expected<void> good = hand_out(sink); !good) return good;
  }
  return {};
}

void StemSplitter::split_stretch(std::int64_t end) {
  Stretch stretch;
  stretch.frames = frames_;
  stretch.begin = frames_split_;
  stretch.end = end;
  stretch.first = std::max(first_frame_, frames_split_ - estimator_->context_frames());
  stretch.last = std::min(frames_known_, end + estimator_->context_frames());
  stretch.levels = levels_.data() + std::size_t(stretch.first - first_frame_) * kBands;
  estimator_->estimate(stretch, shares_);
  core::parallel_for(stems_.size(), options_.threads,
                     [&](std::size_t stem) { split_stem(stem, end); });
  frames_split_ = end;
  forget_before(end - estimator_->context_frames());
}

void StemSplitter::split_stem(std::size_t index, std::int64_t end) {
  Stem& stem = stems_[index];
  const auto bins = std::size_t(spec_.bins());
  const auto sources = std::size_t(estimator_->source_count());
  for (std::int64_t frame = frames_split_; frame < end; ++frame) {
    const std::size_t row =
        std::size_t(frame - frames_split_) * sources + std::size_t(options_.sources[index]);
    const float* shares = shares_.data() + row * kBands;
    const bool is_silent = std::all_of(shares, shares + kBands, [](float x) { return x == 0.0F; });
    if (!is_silent) bands_.at_bins(shares, stem.gains.data());
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      if (is_silent) {
        stem.inverse[c].push_silence(stem.ready[c]);
        continue;
      }
      multiply(channels_[c].spectra.data() + std::size_t(frame - first_frame_) * bins, stem.gains,
               stem.masked);
      stem.inverse[c].push(stem.masked.data(), 1, stem.ready[c]);
    }
  }
}

void StemSplitter::forget_before(std::int64_t frame) {
  const std::int64_t count = frame - first_frame_;
  if (count <= 0) return;
  for (Channel& channel : channels_) {
    channel.spectra.erase(channel.spectra.begin(), channel.spectra.begin() + count * spec_.bins());
  }
  levels_.erase(levels_.begin(), levels_.begin() + count * kBands);
  first_frame_ = frame;
}

/// Where the residual alone cannot hold what is missing.
void StemSplitter::settle(std::size_t sample) {
  std::vector<std::int32_t> stems;
  for (std::size_t s = 0; s < stems_.size(); ++s) stems.push_back(block_.samples[s][sample]);
  block_.samples.back()[sample] = settle_residual(pending_[sample], stems.data(), stems.size());
  for (std::size_t s = 0; s < stems_.size(); ++s) block_.samples[s][sample] = stems[s];
}

Expected<void> StemSplitter::hand_out(const StemSink& sink) {
  const std::size_t channels = channels_.size(), residual = stems_.size();
  const std::size_t frames =
      stems_.empty() ? pending_.size() / channels : stems_[0].ready[0].size();
  if (frames == 0) return {};
  block_.frames = frames;
  for (auto& samples : block_.samples) samples.resize(frames * channels);
  // 32 bits hold what 100 stems and a residual may be off by.
  std::vector<std::int32_t>& rest = block_.samples[residual];
  std::copy_n(pending_.begin(), rest.size(), rest.begin());
  for (std::size_t s = 0; s < stems_.size(); ++s) {
    for (std::size_t c = 0; c < channels; ++c) {
      std::int32_t* samples = block_.samples[s].data();
      const float* ready = stems_[s].ready[c].data();
      for (std::size_t n = 0; n < frames; ++n) {
        samples[n * channels + c] = whole_sample(ready[n]);
        rest[n * channels + c] -= samples[n * channels + c];
      }
    }
  }
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (!is_whole_sample(rest[i])) settle(i);
  }
  pending_.erase(pending_.begin(), pending_.begin() + std::ptrdiff_t(frames * channels));
  for (Stem& stem : stems_) {
    for (auto& ready : stem.ready) ready.clear();
  }
  return sink(block_);
}

}  // namespace divisi::separate
