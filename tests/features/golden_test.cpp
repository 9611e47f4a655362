// Numbers of the released timbreAMT front end (Li & Zhu 2026), taken from an independent
// re-implementation in numpy that agrees with the authors' graphs to 1e-7. Float32 throughout
// there, hence the tolerances.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "features/cqt.h"
#include "features/cqt_kernel.h"
#include "features/decimator.h"
#include "features/energy_norm.h"

namespace divisi::features {
namespace {

constexpr double kRateHz = 22050.0;

CqtSpec published_spec() {
  CqtSpec spec;
  spec.hop_samples = 256;
  return spec;
}

double sine(double amplitude, double frequency_hz, int n, double phase = 0.0) {
  return amplitude * std::sin(2.0 * std::numbers::pi * frequency_hz * n / kRateHz + phase);
}

std::vector<float> golden_signal() {
  std::vector<float> samples(44100);
  for (int n = 0; n < 44100; ++n) {
    const double gated = n < 22050 ? sine(0.2, 554.365, n, 0.5) : 0.0;
    samples[std::size_t(n)] = float(sine(0.3, 220.0, n) + gated + sine(0.1, 3520.0, n));
  }
  return samples;
}

TEST(Golden, TopOctaveHasThePublishedLengths) {
  const std::vector<int> expected = {277, 271, 266, 261, 256, 251, 247, 242, 237, 233, 228, 224,
                                     220, 216, 211, 207, 203, 200, 196, 192, 188, 185, 181, 178,
                                     175, 171, 168, 165, 162, 159, 156, 153, 150, 147, 144, 141};
  const auto plan = plan_cqt(published_spec());
  ASSERT_TRUE(plan);
  for (const OctavePlan& octave : plan->octaves) {
    ASSERT_EQ(octave.rows.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(octave.rows[i].length_samples, expected[i]);
    }
  }
  EXPECT_EQ(plan->level_count, 8);
}

TEST(Golden, KernelsMatch) {
  const auto plan = plan_cqt(published_spec());
  ASSERT_TRUE(plan);
  const auto kernel_at = [&](std::size_t row, int column) {
    const OctavePlan& top = plan->octaves[0];
    const CqtKernel kernel = make_cqt_kernel(top.rows[row], top.sample_rate_hz, plan->spec.window);
    return kernel.taps[std::size_t(column - 138 - kernel.first_offset)];
  };
  const double real_0[] = {-.00701732, .00393855, .01009947, .00393855, -.00701732};
  const double imaginary_0[] = {-.00724651, -.00929656, 0.0, .00929656, .00724651};
  const double real_17[] = {-.00073225, .01400528, -.0007331, -.01391246, .00218368};
  for (int i = 0; i < 5; ++i) {
    EXPECT_NEAR(kernel_at(0, 136 + i).real(), real_0[i], 2e-8);
    EXPECT_NEAR(kernel_at(0, 136 + i).imag(), imaginary_0[i], 2e-8);
    EXPECT_NEAR(kernel_at(17, 136 + i).real(), real_17[i], 2e-8);
  }
}

TEST(Golden, HalfbandTapsMatch) {
  const double expected[] = {.50070579, .31594176,  -.09801591, .05071856, -.02867656,
                             .01594711, -.00824247, .00386248,  -.00188788};
  const auto taps = halfband_taps();
  for (std::size_t i = 0; i < taps.size(); ++i) EXPECT_NEAR(taps[i], expected[i], 1e-8);
}

TEST(Golden, DecimatedSamplesMatch) {
  const std::vector<float> samples = golden_signal();
  SampleHistory out;
  Decimator decimator;
  decimator.push(samples.data(), samples.size(), out);
  decimator.finish(out);
  ASSERT_EQ(out.end_index(), 22050);
  EXPECT_NEAR(*out.at(0), .09796843, 2e-7);
  EXPECT_NEAR(*out.at(1), .27451937, 2e-7);
  EXPECT_NEAR(*out.at(100), .0732161, 2e-7);
  EXPECT_NEAR(*out.at(5000), -.21500598, 2e-7);
  EXPECT_NEAR(*out.at(11025), .02304162, 2e-7);
  EXPECT_NEAR(*out.at(22049), -.11944873, 2e-7);
}

TEST(Golden, TransformMatches) {
  const auto cells = transform_clip(published_spec(), golden_signal());
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 288u * 173u);
  const auto at = [&](int bin, int frame) { return (*cells)[std::size_t(frame * 288 + bin)]; };
  EXPECT_NEAR(at(100, 86).real(), .12788737, 1e-6);
  EXPECT_NEAR(at(100, 86).imag(), -.08375809, 1e-6);
  EXPECT_NEAR(std::abs(at(100, 86)), .15287445, 1e-6);
  EXPECT_NEAR(std::abs(at(148, 30)), .10121946, 1e-6);
  EXPECT_NEAR(std::abs(at(244, 86)), .04983072, 1e-6);
  EXPECT_NEAR(std::abs(at(0, 50)), 2.683e-5, 2e-8);
}

TEST(Golden, EnergyNormMatches) {
  const auto cells = transform_clip(published_spec(), golden_signal());
  ASSERT_TRUE(cells);
  EXPECT_NEAR(frame_energy_deviation(*cells, 288), .0108976421, 2e-8);
  const Map2d map = energy_norm(*cells, 288);
  EXPECT_NEAR(map.at(30, 100), .761435, 2e-5);
  EXPECT_NEAR(map.at(30, 148), -.061719, 2e-5);
  EXPECT_NEAR(map.at(120, 148), -13.891521, 2e-4);
}

TEST(Golden, A440PeaksAtItsBin) {
  std::vector<float> samples(22050);
  for (int n = 0; n < 22050; ++n) samples[std::size_t(n)] = float(sine(0.5, 440.0, n));
  const auto cells = transform_clip(published_spec(), samples);
  ASSERT_TRUE(cells);
  const auto* frame = cells->data() + 43 * 288;
  int peak = 0;
  for (int bin = 0; bin < 288; ++bin) {
    if (std::abs(frame[bin]) > std::abs(frame[peak])) peak = bin;
  }
  EXPECT_EQ(peak, 136);
  EXPECT_NEAR(std::abs(frame[peak]), .254, 1e-3);
}

}  // namespace
}  // namespace divisi::features
