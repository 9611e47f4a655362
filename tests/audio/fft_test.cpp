#include "audio/fft.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/rng.h"

namespace divisi::audio {
namespace {

using Spectrum = std::vector<std::complex<float>>;

std::vector<float> noise(int count, std::uint64_t seed) {
  core::Rng rng(seed);
  std::vector<float> samples(static_cast<std::size_t>(count));
  for (float& sample : samples) sample = float(rng.uniform(-1.0, 1.0));
  return samples;
}

std::complex<double> bin_by_definition(const std::vector<float>& samples, int k) {
  std::complex<double> sum = 0.0;
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double turns = double(std::size_t(k) * n % samples.size()) / double(samples.size());
    sum += double(samples[n]) * std::polar(1.0, -2.0 * std::numbers::pi * turns);
  }
  return sum;
}

TEST(RealFft, EqualsTheDefinition) {
  for (const int length : {2, 4, 6, 8, 30, 64, 1024, 1500}) {
    const std::vector<float> samples = noise(length, std::uint64_t(length));
    RealFft fft(length);
    Spectrum spectrum(std::size_t(fft.bins()));
    fft.forward(samples.data(), spectrum.data());
    for (int k = 0; k < fft.bins(); ++k) {
      const std::complex<double> expected = bin_by_definition(samples, k);
      ASSERT_LT(std::abs(expected - std::complex<double>(spectrum[std::size_t(k)])),
                3e-6 * std::sqrt(double(length)))
          << "bin " << k << " of length " << length;
    }
  }
}

TEST(RealFft, InverseGivesTheSignalBack) {
  for (const int length : {2, 4, 10, 256, 4096, 8192}) {
    const std::vector<float> samples = noise(length, 3);
    RealFft fft(length);
    Spectrum spectrum(std::size_t(fft.bins()));
    std::vector<float> back(samples.size());
    fft.forward(samples.data(), spectrum.data());
    fft.inverse(spectrum.data(), back.data());
    for (std::size_t n = 0; n < samples.size(); ++n) {
      ASSERT_NEAR(back[n], samples[n], 2e-6) << "sample " << n << " of " << length;
    }
  }
}

TEST(RealFft, InverseIgnoresWhatNoRealSignalHas) {
  RealFft fft(16);
  const std::vector<float> samples = noise(16, 4);
  Spectrum spectrum(9);
  fft.forward(samples.data(), spectrum.data());
  std::vector<float> clean(16), odd(16);
  fft.inverse(spectrum.data(), clean.data());
  spectrum.front().imag(5.0F);
  spectrum.back().imag(-7.0F);
  fft.inverse(spectrum.data(), odd.data());
  EXPECT_EQ(odd, clean);
}

TEST(RealFft, MovedObjectWorks) {
  RealFft first(8);
  RealFft fft = std::move(first);
  const std::vector<float> ones(8, 1.0F);
  Spectrum spectrum(5);
  fft.forward(ones.data(), spectrum.data());
  EXPECT_FLOAT_EQ(spectrum[0].real(), 8.0F);
  EXPECT_NEAR(std::abs(spectrum[1]), 0.0F, 1e-6F);
}

}  // namespace
}  // namespace divisi::audio
