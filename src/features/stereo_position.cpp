#include "features/stereo_position.h"

#include <algorithm>

#include "core/check.h"

namespace divisi::features {
namespace {

/// Left and right that begin alike are not transformed but for this much before they part: more
/// than the longest window reaches back.
constexpr double kLead_s = 3.0;
constexpr int kEvery = 2;  // of the middle's frames one is compared
constexpr int kSemitones = 12;
constexpr float kSilence = 1e-14F;

CqtSpec side_spec(const FeatureSpec& spec) {
  CqtSpec side = spec.cqt_spec(0);
  side.hop_samples *= kEvery;
  return side;
}

CqtBank bank_of(const CqtSpec& spec) {
  Expected<CqtBank> bank = CqtBank::create({spec});
  DIVISI_CHECK(bank, "the extractor took this spec");
  return std::move(*bank);
}

}  // namespace

StereoPosition::StereoPosition(const FeatureSpec& spec)
    : spec_(side_spec(spec)),
      bank_(bank_of(spec_)),
      bins_for_pitch_(std::max(1, spec.bins_per_octave / kSemitones)),
      pitch_count_(spec.bin_count() / bins_for_pitch_) {}

CqtBankSink StereoPosition::keep_side() {
  return [this](const CqtBankBlock& block) {
    const std::size_t cells = std::size_t(block.frame_count) * std::size_t(spec_.bin_count());
    side_.insert(side_.end(), block.maps[0], block.maps[0] + cells);
  };
}

void StereoPosition::push_side(const float* samples, std::size_t count) {
  if (!has_begun_) {
    const float* other = std::find_if(samples, samples + count, [](float x) { return x != 0.0F; });
    same_samples_ += other - samples;
    if (other == samples + count) return;
    begin();
    count -= std::size_t(other - samples);
    samples = other;
  }
  bank_.push(samples, count, keep_side());
}

/// A bank that begins on a frame gives what one from the start would: the signal is zero before.
void StereoPosition::begin() {
  has_begun_ = true;
  const auto lead = static_cast<std::int64_t>(kLead_s * spec_.sample_rate_hz);
  bank_start_ = std::max<std::int64_t>(0, same_samples_ - lead) / spec_.hop_samples;
  first_side_ = bank_start_;
  const std::vector<float> zeros(std::size_t(same_samples_ - bank_start_ * spec_.hop_samples),
                                 0.0F);
  bank_.push(zeros.data(), zeros.size(), keep_side());
}

void StereoPosition::finish_side() {
  if (has_begun_) bank_.finish(keep_side());
}

const std::complex<float>* StereoPosition::side_of(std::int64_t side_frame) const {
  if (!has_begun_ || side_frame < bank_start_) return nullptr;
  const std::size_t offset = std::size_t(side_frame - first_side_) * std::size_t(spec_.bin_count());
  DIVISI_CHECK(side_frame >= first_side_ && offset < side_.size(),
               "the side comes before the middle");
  return side_.data() + offset;
}

void StereoPosition::take_middle(const CqtBankBlock& middle) {
  for (int f = 0; f < middle.frame_count; ++f) {
    const std::int64_t frame = middle.first_frame + f;
    if (frame % kEvery == 0) {
      compare(middle.maps[0] + std::size_t(f) * std::size_t(spec_.bin_count()),
              side_of(frame / kEvery));
    } else {
      repeat_last_row();
    }
  }
  const std::int64_t met = (middle.first_frame + middle.frame_count + kEvery - 1) / kEvery;
  if (!has_begun_ || met <= first_side_) return;
  side_.erase(side_.begin(), side_.begin() + (met - first_side_) * spec_.bin_count());
  first_side_ = met;
}

/// Appends a row. Without `side` the channels are the same.
void StereoPosition::compare(const std::complex<float>* middle, const std::complex<float>* side) {
  for (int p = 0; p < pitch_count_; ++p) {
    float lean = 0.0F;
    float energy = kSilence;
    for (int b = p * bins_for_pitch_; side != nullptr && b < (p + 1) * bins_for_pitch_; ++b) {
      lean += middle[b].real() * side[b].real() + middle[b].imag() * side[b].imag();
      energy += std::norm(middle[b]) + std::norm(side[b]);
    }
    rows_.push_back(-2.0F * lean / energy);
  }
  last_row_.assign(rows_.end() - pitch_count_, rows_.end());
}

/// From a copy: the row itself may have been forgotten.
void StereoPosition::repeat_last_row() {
  rows_.insert(rows_.end(), last_row_.begin(), last_row_.end());
}

const float* StereoPosition::row(std::int64_t frame) const {
  const std::size_t offset = std::size_t(frame - first_row_) * std::size_t(pitch_count_);
  DIVISI_CHECK(frame >= first_row_ && offset < rows_.size(), "a frame that was heard");
  return rows_.data() + offset;
}

void StereoPosition::forget_before(std::int64_t frame) {
  if (frame <= first_row_) return;
  const std::ptrdiff_t cells = (frame - first_row_) * pitch_count_;
  rows_.erase(rows_.begin(), rows_.begin() + std::min<std::ptrdiff_t>(
                                                 cells, static_cast<std::ptrdiff_t>(rows_.size())));
  first_row_ = frame;
}

}  // namespace divisi::features
