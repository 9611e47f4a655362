#include "synth/convolve.h"

#include <algorithm>

#include "audio/fft.h"

namespace divisi::synth {

Signal convolve(const Signal& signal, const Signal& response) {
  std::size_t length = 1024;
  while (length < 4 * response.size()) length *= 2;
  const std::size_t block = length - response.size() + 1;
  audio::RealFft fft(static_cast<int>(length));
  std::vector<float> time(length, 0.0F);
  std::vector<std::complex<float>> kernel(length / 2 + 1);
  std::vector<std::complex<float>> spectrum(length / 2 + 1);
  std::copy(response.begin(), response.end(), time.begin());
  fft.forward(time.data(), kernel.data());
  Signal result(signal.size(), 0.0F);
  for (std::size_t start = 0; start < signal.size(); start += block) {
    const std::size_t count = std::min(block, signal.size() - start);
    std::fill(time.begin(), time.end(), 0.0F);
    std::copy_n(signal.begin() + static_cast<std::ptrdiff_t>(start), count, time.begin());
    fft.forward(time.data(), spectrum.data());
    for (std::size_t i = 0; i < spectrum.size(); ++i) spectrum[i] *= kernel[i];
    fft.inverse(spectrum.data(), time.data());
    const std::size_t end = std::min(signal.size(), start + length);
    for (std::size_t i = start; i < end; ++i) result[i] += time[i - start];
  }
  return result;
}

}  // namespace divisi::synth
