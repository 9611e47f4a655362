#include "synth/drive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "listening.h"
#include "synth/degrade.h"

namespace divisi::synth {
namespace {

Signal tones(const std::vector<double>& frequencies_hz) {
  Signal signal(to_sample(1.0), 0.0F);
  for (const double hz : frequencies_hz) {
    for (std::size_t i = 0; i < signal.size(); ++i) {
      signal[i] += static_cast<float>(
          0.2 * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRateHz));
    }
  }
  return signal;
}

/// The amplitude of one frequency over the middle of a signal.
double amplitude(const Signal& signal, double hz) {
  double re = 0.0;
  double im = 0.0;
  double weight = 0.0;
  for (std::size_t i = 0; i < signal.size(); ++i) {
    const double x = static_cast<double>(i) / static_cast<double>(signal.size());
    const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * x);
    const double phase = 2.0 * std::numbers::pi * hz * static_cast<double>(i) / kRateHz;
    re += window * signal[i] * std::cos(phase);
    im += window * signal[i] * std::sin(phase);
    weight += window;
  }
  return 2.0 * std::hypot(re, im) / weight;
}

TEST(Drive, AddsPartialsAndTheirDifferences) {
  Signal chord = tones({500.0, 800.0});
  const double clean_difference = amplitude(chord, 300.0);
  overdrive(chord, {.gain_db = 26.0, .bias = 0.3});
  EXPECT_LT(clean_difference, 1e-4);
  EXPECT_GT(amplitude(chord, 1500.0), 0.01);  // a third partial
  EXPECT_GT(amplitude(chord, 300.0), 0.003);  // 800 - 500
}

TEST(Drive, FoldsNothingBack) {
  Signal tone = tones({4000.0});
  overdrive(tone, {.gain_db = 30.0, .bias = 0.0, .cabinet_hz = 10000.0});
  // Partials of 12 and 20 kHz would come back at 10050 and 2050 Hz.
  EXPECT_LT(amplitude(tone, 2050.0), 0.002 * amplitude(tone, 4000.0));
}

TEST(Drive, KeepsOnsetPeakAndSilence) {
  Signal signal(to_sample(1.0), 0.0F);
  const Signal tone = tones({440.0});
  std::copy(tone.begin(), tone.begin() + static_cast<long>(to_sample(0.5)),
            signal.begin() + static_cast<long>(to_sample(0.5)));
  overdrive(signal, {.gain_db = 20.0, .bias = 0.2});
  EXPECT_NEAR(rise_s(signal, 0.4, 0.6, 0.2), 0.5, 0.003);
  EXPECT_NEAR(peak_of(signal), 0.2, 0.02);
  Signal silence(1000, 0.0F);
  overdrive(silence, {});
  EXPECT_EQ(peak_of(silence), 0.0F);
}

}  // namespace
}  // namespace divisi::synth
