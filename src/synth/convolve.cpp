#include "synth/convolve.h"

#include <kissfft/kiss_fftr.h>

#include <algorithm>
#include <memory>

namespace divisi::synth {
namespace {

using Plan = std::unique_ptr<kiss_fftr_state, void (*)(void*)>;

Plan plan(int length, bool inverse) {
  return Plan(kiss_fftr_alloc(length, inverse ? 1 : 0, nullptr, nullptr), kiss_fftr_free);
}

}  // namespace

Signal convolve(const Signal& signal, const Signal& response) {
  std::size_t length = 1024;
  while (length < 4 * response.size()) length *= 2;
  const std::size_t block = length - response.size() + 1;
  const Plan forward = plan(static_cast<int>(length), false);
  const Plan backward = plan(static_cast<int>(length), true);
  std::vector<float> time(length, 0.0F);
  std::vector<kiss_fft_cpx> kernel(length / 2 + 1);
  std::vector<kiss_fft_cpx> spectrum(length / 2 + 1);
  std::copy(response.begin(), response.end(), time.begin());
  kiss_fftr(forward.get(), time.data(), kernel.data());
  Signal result(signal.size(), 0.0F);
  const float scale = 1.0F / static_cast<float>(length);
  for (std::size_t start = 0; start < signal.size(); start += block) {
    const std::size_t count = std::min(block, signal.size() - start);
    std::fill(time.begin(), time.end(), 0.0F);
    std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(start), count, time.begin());
    kiss_fftr(forward.get(), time.data(), spectrum.data());
    for (std::size_t i = 0; i < spectrum.size(); ++i) {
      const kiss_fft_cpx a = spectrum[i];
      const kiss_fft_cpx b = kernel[i];
      spectrum[i].r = scale * (a.r * b.r - a.i * b.i);
      spectrum[i].i = scale * (a.r * b.i + a.i * b.r);
    }
    kiss_fftri(backward.get(), spectrum.data(), time.data());
    const std::size_t end = std::min(signal.size(), start + length);
    for (std::size_t i = start; i < end; ++i) result[i] += time[i - start];
  }
  return result;
}

}  // namespace divisi::synth
