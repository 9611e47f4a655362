#include "engine/cerberus_listener.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace divisi::engine {
namespace {

constexpr std::size_t kBlockSamples = 1 << 16;  ///< so that no transform of a whole file is held

}  // namespace

void cerberus_levels(const features::Bin* bins, std::size_t count, float* level_db) {
  const float least = std::pow(10.0f, models::kCerberusLowestDb / 20.0f);
  for (std::size_t i = 0; i < count; ++i)
    level_db[i] = 20.0f * std::log10(std::max(least, std::abs(bins[i])));
}

CerberusListener::CerberusListener(const models::CerberusModel& model)
    : model_(model),
      stft_(kCerberusStft),
      stream_(model, [this](const models::CerberusStretch& stretch) { take(stretch); }) {
  const models::CerberusNetSpec& spec = model.spec();
  for (std::size_t n = 0; n < spec.instruments.size(); ++n) {
    const bool drums = models::cerberus_instrument(spec.instruments[n]) == models::kCerberusDrums;
    if (spec.separation) inverse_.emplace_back(kCerberusStft);
    if (spec.transcription) {
      rolls_.emplace_back(decode::RollRules{.threshold = model.thresholds()[n], .drums = drums},
                          models::kCerberusFrames, models::kCerberusPitchGrid);
    }
  }
  hearing_.stems.resize(inverse_.size());
  hearing_.notes.resize(rolls_.size());
}

/// Hands on the frames from `first_bin` of those that wait.
void CerberusListener::hear(std::size_t first_bin) {
  const std::size_t count = waiting_.size() - first_bin;
  level_db_.resize(count);
  cerberus_levels(waiting_.data() + first_bin, count, level_db_.data());
  stream_.push(level_db_.data(), static_cast<std::int64_t>(count) / models::kCerberusBins);
}

void CerberusListener::push(const float* samples, std::size_t count) {
  for (std::size_t at = 0; at < count; at += kBlockSamples) {
    const std::size_t some = std::min(kBlockSamples, count - at);
    const std::size_t before = waiting_.size();
    stft_.push(samples + at, some, waiting_);
    samples_ += static_cast<std::int64_t>(some);
    hear(before);
  }
}

/// Frames whose masks are here leave as sound, each instrument's share of them.
void CerberusListener::separate(const models::CerberusStretch& stretch) {
  std::vector<features::Bin> share(stretch.masks.size() / inverse_.size());
  for (std::size_t n = 0; n < inverse_.size(); ++n) {
    features::Bin* out = share.data();
    const features::Bin* mixture = waiting_.data();
    for (int t = 0; t < stretch.masks.frames(); ++t) {
      const float* mask = stretch.masks.at(t, static_cast<int>(n));
      for (int f = 0; f < models::kCerberusBins; ++f) *out++ = mask[f] * *mixture++;
    }
    inverse_[n].push(share.data(), stretch.masks.frames(), hearing_.stems[n]);
  }
}

void CerberusListener::take(const models::CerberusStretch& stretch) {
  if (!inverse_.empty()) separate(stretch);
  for (std::size_t n = 0; n < rolls_.size(); ++n) {
    for (int t = 0; t < stretch.rolls.frames(); ++t)
      rolls_[n].push(stretch.rolls.at(t, static_cast<int>(n)));
  }
  const int frames = std::max(stretch.masks.frames(), stretch.rolls.frames());
  waiting_.erase(waiting_.begin(),
                 waiting_.begin() + static_cast<std::ptrdiff_t>(frames) * models::kCerberusBins);
}

CerberusHearing CerberusListener::finish() {
  const std::size_t before = waiting_.size();
  stft_.finish(waiting_);
  hear(before);
  stream_.finish();
  for (std::size_t n = 0; n < inverse_.size(); ++n) inverse_[n].finish(samples_, hearing_.stems[n]);
  for (std::size_t n = 0; n < rolls_.size(); ++n) hearing_.notes[n] = rolls_[n].finish();
  return std::move(hearing_);
}

}  // namespace divisi::engine
