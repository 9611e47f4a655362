#include <kissfft/kiss_fftr.h>

#include "audio/fft.h"
#include "core/check.h"

namespace divisi::audio {
namespace {

using Plan = std::unique_ptr<kiss_fftr_state, void (*)(void*)>;

static_assert(sizeof(kiss_fft_scalar) == sizeof(float), "kissfft-float is needed");
static_assert(sizeof(kiss_fft_cpx) == sizeof(std::complex<float>));

Plan plan(int length_samples, bool inverse) {
  Plan made(kiss_fftr_alloc(length_samples, inverse ? 1 : 0, nullptr, nullptr), kiss_fftr_free);
  DIVISI_CHECK(made != nullptr, "no memory for a Fourier transform");
  return made;
}

}  // namespace

struct RealFft::Plans {
  explicit Plans(int length_samples)
      : forward(plan(length_samples, false)),
        inverse(plan(length_samples, true)),
        spectrum(std::size_t(length_samples / 2 + 1)) {}

  Plan forward, inverse;
  std::vector<kiss_fft_cpx> spectrum;
};

RealFft::RealFft(int length_samples) : length_samples_(length_samples) {
  DIVISI_CHECK(length_samples >= 2 && length_samples % 2 == 0, "an even length is needed");
  plans_ = std::make_unique<Plans>(length_samples);
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

void RealFft::forward(const float* samples, std::complex<float>* spectrum) {
  kiss_fftr(plans_->forward.get(), samples, plans_->spectrum.data());
  for (std::size_t k = 0; k < plans_->spectrum.size(); ++k) {
    spectrum[k] = {plans_->spectrum[k].r, plans_->spectrum[k].i};
  }
}

void RealFft::inverse(const std::complex<float>* spectrum, float* samples) {
  const float scale = 1.0F / float(length_samples_);
  for (std::size_t k = 0; k < plans_->spectrum.size(); ++k) {
    plans_->spectrum[k] = {scale * spectrum[k].real(), scale * spectrum[k].imag()};
  }
  plans_->spectrum.front().i = plans_->spectrum.back().i = 0.0F;
  kiss_fftri(plans_->inverse.get(), plans_->spectrum.data(), samples);
}

}  // namespace divisi::audio
