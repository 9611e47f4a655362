// Every instruction set of this machine does the same arithmetic, up to rounding.
#include <gtest/gtest.h>

#include <algorithm>

#include "features/cqt.h"
#include "features/feature_extractor.h"
#include "nn/isa.h"
#include "test_signals.h"

namespace divisi::features {
namespace {

class EachIsa : public testing::Test {
 protected:
  void TearDown() override { nn::use_isa(before_); }
  nn::Isa before_ = nn::active_isa();
};

TEST_F(EachIsa, GivesTheSameTransform) {
  const std::vector<float> samples = white_noise(30000, 21);
  nn::use_isa(nn::Isa::baseline);
  const auto plain = transform_clip(CqtSpec{}, samples);
  ASSERT_TRUE(plain);
  for (const nn::Isa isa : nn::supported_isas()) {
    nn::use_isa(isa);
    ASSERT_STREQ(active_front_end().name, std::string(nn::isa_name(isa)).c_str());
    const auto found = transform_clip(CqtSpec{}, samples);
    ASSERT_TRUE(found);
    float worst = 0.0f;
    for (std::size_t i = 0; i < plain->size(); ++i) {
      worst = std::max(worst, std::abs((*found)[i] - (*plain)[i]));
    }
    EXPECT_LT(worst, 1e-6f) << nn::isa_name(isa);
  }
}

TEST_F(EachIsa, GivesTheSameFeatures) {
  const std::vector<float> samples = white_noise(20000, 22);
  nn::use_isa(nn::Isa::baseline);
  const auto plain = extract_features(FeatureSpec{}, samples.data(), samples.size());
  ASSERT_TRUE(plain);
  for (const nn::Isa isa : nn::supported_isas()) {
    nn::use_isa(isa);
    const auto found = extract_features(FeatureSpec{}, samples.data(), samples.size());
    ASSERT_TRUE(found);
    for (std::size_t i = 0; i < plain->cells.size(); ++i) {
      ASSERT_NEAR(found->cells[i], plain->cells[i], 2e-4) << nn::isa_name(isa);
    }
  }
}

TEST_F(EachIsa, LogarithmIsRightToRounding) {
  for (const nn::Isa isa : nn::supported_isas()) {
    nn::use_isa(isa);
    std::vector<std::complex<float>> cells;
    for (double x = 1e-9; x < 1e3; x *= 1.0007) cells.emplace_back(float(x), float(-0.3 * x));
    std::vector<float> values(cells.size());
    const LogEnergySpec spec;
    LogEnergy(spec).apply(cells.data(), cells.size(), values.data());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double re = cells[i].real(), im = cells[i].imag();
      const double expected = std::log1p((re * re + im * im) / spec.eps) / spec.scale;
      ASSERT_NEAR(values[i], expected, 3e-7) << nn::isa_name(isa) << " of " << re;
    }
  }
}

}  // namespace
}  // namespace divisi::features
