#include "separate/spectra_learner.h"

#include <algorithm>
#include <numeric>

#include "separate/gain_fit.h"

namespace divisi::separate {
namespace {

constexpr std::size_t kBlockFrames = 431;  ///< 20 s of windows that overlap by half
constexpr int kSteps = 15;
constexpr int kGainsAlone = 2;  ///< steps before spectra follow
constexpr float kTiny = 1e-9F;

float sum_of(const BandProfile& profile) {
  return std::accumulate(profile.begin(), profile.end(), 0.0F);
}

}  // namespace

SpectraLearner::SpectraLearner(Components& components, const FrameGrid& frames)
    : components_(components),
      frames_(frames),
      spectra_(components.expected()),
      evidence_(spectra_.size()),
      found_(spectra_.size()) {}

void SpectraLearner::learn(std::vector<float>& levels) {
  constexpr std::size_t kBlock = kBlockFrames * kBands;
  std::size_t done = 0;
  for (; done + kBlock <= levels.size(); done += kBlock) {
    learn_block(levels.data() + done, kBlockFrames);
  }
  levels.erase(levels.begin(), levels.begin() + std::ptrdiff_t(done));
}

std::vector<BandProfile> SpectraLearner::finish(const std::vector<float>& levels) {
  learn_block(levels.data(), levels.size() / kBands);
  return std::move(spectra_);
}

std::vector<std::vector<Sounding>> SpectraLearner::begin_block(const float* levels,
                                                               std::size_t frames) {
  std::vector<std::vector<Sounding>> sounding(frames);
  for (std::size_t t = 0; t < frames; ++t) {
    components_.at(frames_.time_s(double(frames_learned_ + std::int64_t(t))), sounding[t]);
    start_gains(levels + t * kBands, sounding[t]);
  }
  return sounding;
}

void SpectraLearner::collect(const float* level, const std::vector<Sounding>& sounding) {
  compare(level, sounding, spectra_, ratio_);
  for (const Sounding& one : sounding) {
    BandProfile& found = found_[std::size_t(one.component)];
    for (std::size_t band = 0; band < kBands; ++band) found[band] += one.gain * ratio_[band];
  }
}

BandProfile SpectraLearner::said_of(std::size_t component) const {
  BandProfile said = evidence_[component];
  for (std::size_t band = 0; band < kBands; ++band) {
    said[band] += spectra_[component][band] * found_[component][band];
  }
  return said;
}

void SpectraLearner::learn_block(const float* levels, std::size_t frames) {
  auto sounding = begin_block(levels, frames);
  for (int step = 0; step <= kSteps; ++step) {
    for (BandProfile& found : found_) found.fill(0.0F);
    for (std::size_t t = 0; t < frames; ++t) {
      const float* level = levels + t * kBands;
      if (step < kSteps) improve_gains(level, sounding[t], spectra_, ratio_);
      if (step >= kGainsAlone) collect(level, sounding[t]);
    }
    if (step < kGainsAlone) continue;
    for (std::size_t c = 0; c + 1 < spectra_.size(); ++c) {
      BandProfile said = said_of(c);
      const float sum = sum_of(said);
      if (step == kSteps) evidence_[c] = said;
      if (sum <= kTiny) continue;
      for (std::size_t band = 0; band < kBands; ++band) spectra_[c][band] = said[band] / sum;
    }
  }
  frames_learned_ += std::int64_t(frames);
}

}  // namespace divisi::separate
