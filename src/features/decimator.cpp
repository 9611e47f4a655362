#include "features/decimator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace divisi::features {
namespace {

constexpr int kSideTaps = kHalfbandTaps - 1;

}  // namespace

std::array<double, kHalfbandTaps> halfband_taps() {
  // firwin: the ideal response sin(πn/2)/(πn) under a Hamming window of 33, sum scaled to one.
  constexpr double kPi = std::numbers::pi;
  const auto hamming = [](int offset) { return 0.54 + 0.46 * std::cos(kPi * offset / 16.0); };
  std::array<double, kHalfbandTaps> taps{};
  taps[0] = 0.5;
  double sum = 0.5;
  for (int i = 0; i < kSideTaps; ++i) {
    const int offset = 2 * i + 1;
    const double sign = i % 2 == 0 ? 1.0 : -1.0;
    taps[std::size_t(i + 1)] = sign / (kPi * offset) * hamming(offset);
    sum += 2.0 * taps[std::size_t(i + 1)];
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

Decimator::Decimator(const FrontEndTable& kernels)
    : kernels_(&kernels),
      even_in_(kSideTaps),
      odd_in_(kSideTaps),
      even_mid_(kSideTaps),
      odd_mid_(kSideTaps) {
  const auto taps = halfband_taps();
  std::transform(taps.begin(), taps.end(), taps_.begin(), [](double x) { return float(x); });
}

void Decimator::push(const float* samples, std::size_t count, SampleHistory& out) {
  const bool odd_first = pushed_ % 2 == 1;
  const std::size_t leading = (count + 1) / 2, trailing = count / 2;
  float* lead = (odd_first ? odd_in_ : even_in_).extend(leading);
  float* trail = (odd_first ? even_in_ : odd_in_).extend(trailing);
  for (std::size_t i = 0; i < trailing; ++i) {
    lead[i] = samples[2 * i];
    trail[i] = samples[2 * i + 1];
  }
  if (leading > trailing) lead[trailing] = samples[count - 1];
  pushed_ += std::int64_t(count);
  // Even sample 2m needs odd ones to m + 7; odd sample 2m + 1 needs even ones to m + 8.
  run_passes(out, std::min(even_in_.end_index(), odd_in_.end_index() - kSideTaps + 1),
             std::min(odd_in_.end_index(), even_in_.end_index() - kSideTaps));
}

void Decimator::finish(SampleHistory& out) {
  even_in_.append_zeros(kSideTaps + 1);
  odd_in_.append_zeros(kSideTaps + 1);
  const std::int64_t even_count = (pushed_ + 1) / 2, odd_count = pushed_ / 2;
  run_passes(out, even_count, odd_count);
  // Outside the clip the first pass counts as zero.
  odd_mid_.append_zeros(kSideTaps + 1);
  odd_done_ += kSideTaps + 1;
  run_passes(out, even_count, odd_done_);
}

void Decimator::reset() {
  pushed_ = even_done_ = odd_done_ = out_done_ = 0;
  for (SampleHistory* history : {&even_in_, &odd_in_, &even_mid_, &odd_mid_}) history->reset();
}

void Decimator::run_passes(SampleHistory& out, std::int64_t even_limit, std::int64_t odd_limit) {
  if (even_limit > even_done_) {
    const auto count = std::size_t(even_limit - even_done_);
    kernels_->halfband(even_in_.at(even_done_), odd_in_.at(even_done_), taps_.data(),
                       even_mid_.extend(count), count);
    even_done_ = even_limit;
  }
  if (odd_limit > odd_done_) {
    const auto count = std::size_t(odd_limit - odd_done_);
    kernels_->halfband(odd_in_.at(odd_done_), even_in_.at(odd_done_) + 1, taps_.data(),
                       odd_mid_.extend(count), count);
    odd_done_ = odd_limit;
  }
  const std::int64_t out_limit = std::min(even_done_, odd_done_ - kSideTaps + 1);
  if (out_limit > out_done_) {
    const auto count = std::size_t(out_limit - out_done_);
    kernels_->halfband(even_mid_.at(out_done_), odd_mid_.at(out_done_), taps_.data(),
                       out.extend(count), count);
    out_done_ = out_limit;
  }
  const std::int64_t oldest_in = std::min(even_done_, odd_done_) - kSideTaps;
  even_in_.discard_before(oldest_in);
  odd_in_.discard_before(oldest_in);
  even_mid_.discard_before(out_done_ - kSideTaps);
  odd_mid_.discard_before(out_done_ - kSideTaps);
}

}  // namespace divisi::features
