#include "features/decimator.h"

#include <gtest/gtest.h>

#include "features/cqt_reference.h"
#include "test_signals.h"

namespace divisi::features {
namespace {

std::vector<float> copy_of(const SampleHistory& history) {
  return {history.at(0), history.at(0) + history.end_index()};
}

std::vector<float> decimate(const std::vector<float>& samples) {
  SampleHistory out;
  Decimator decimator;
  decimator.push(samples.data(), samples.size(), out);
  decimator.finish(out);
  return copy_of(out);
}

TEST(Decimator, NothingGivesNothing) { EXPECT_TRUE(decimate({}).empty()); }

TEST(Decimator, EqualsTheDefinitionAtEveryShortLength) {
  for (std::size_t length = 1; length < 80; ++length) {
    const std::vector<float> samples = white_noise(length, length);
    const std::vector<double> expected = decimate_reference({samples.begin(), samples.end()});
    const std::vector<float> found = decimate(samples);
    ASSERT_EQ(found.size(), (length + 1) / 2);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i], expected[i], 3e-7) << "sample " << i << " of " << length;
    }
  }
}

TEST(Decimator, BlocksDoNotMatterToTheBit) {
  const std::vector<float> samples = white_noise(20011, 3);
  const std::vector<float> whole = decimate(samples);
  for (const int largest : {1, 7, 40, 3000}) {
    SampleHistory out;
    Decimator decimator;
    push_in_random_blocks(
        samples, largest, std::uint64_t(largest),
        [&](const float* from, std::size_t count) { decimator.push(from, count, out); });
    decimator.finish(out);
    EXPECT_EQ(copy_of(out), whole) << "blocks up to " << largest;
  }
}

TEST(Decimator, ResetForgetsTheSignal) {
  const std::vector<float> samples = white_noise(501, 5);
  SampleHistory out;
  Decimator decimator;
  decimator.push(samples.data(), 333, out);
  decimator.reset();
  out.reset();
  decimator.push(samples.data(), samples.size(), out);
  decimator.finish(out);
  EXPECT_EQ(copy_of(out), decimate(samples));
}

// kPassband promises 0.06 dB below 0.4 of the old Nyquist frequency and 94 dB above 0.6 of it.
TEST(Decimator, PassesAndStopsWhatItPromises) {
  const auto gain_at = [](double fraction_of_nyquist) {
    const std::vector<float> out = decimate(sine_wave(4000, fraction_of_nyquist, 2.0));
    double squares = 0.0;  // over the inner 1800 samples, whole periods of every fraction below
    for (std::size_t i = 100; i < 1900; ++i) squares += double(out[i]) * out[i];
    return std::sqrt(squares / 900.0);
  };
  for (const double fraction : {0.01, 0.1, 0.25, 0.365, 0.4}) {
    EXPECT_NEAR(20.0 * std::log10(gain_at(fraction)), 0.0, 0.06) << fraction;
  }
  for (const double fraction : {0.6, 0.65, 0.78, 0.9}) {
    EXPECT_LT(20.0 * std::log10(gain_at(fraction)), -94.0) << fraction;
  }
}

}  // namespace
}  // namespace divisi::features
