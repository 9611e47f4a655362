#include "nn/ops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/rng.h"
#include "nn/isa.h"

namespace divisi::nn {
namespace {

class OpsTest : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    before_ = active_isa();
    use_isa(GetParam());
  }
  void TearDown() override { use_isa(before_); }

 private:
  Isa before_ = Isa::baseline;
};

INSTANTIATE_TEST_SUITE_P(EveryIsa, OpsTest, testing::ValuesIn(supported_isas()),
                         [](const auto& isa) { return std::string(isa_name(isa.param)); });

/// Steps fine enough that no stretch of the range reduction is missed.
std::vector<float> ramp(double low, double high, int count) {
  std::vector<float> values;
  for (int i = 0; i <= count; ++i) {
    values.push_back(static_cast<float>(low + (high - low) * i / count));
  }
  return values;
}

TEST_P(OpsTest, ExponentialIsAccurateOverItsRange) {
  const std::vector<float> in = ramp(-87.0, 88.0, 300001);
  std::vector<float> out(in.size());
  exponential(in, out);
  double worst = 0.0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double expected = std::exp(double(in[i]));
    worst = std::max(worst, std::abs(out[i] - expected) / expected);
  }
  EXPECT_LT(worst, 2.4e-7);
  RecordProperty("worst_relative_error", std::to_string(worst));
}

TEST_P(OpsTest, SigmoidIsAccurateOverItsRange) {
  const std::vector<float> in = ramp(-87.0, 60.0, 300001);
  std::vector<float> out(in.size());
  sigmoid(in, out);
  double worst = 0.0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const double expected = 1.0 / (1.0 + std::exp(-double(in[i])));
    worst = std::max(worst, std::abs(out[i] - expected) / expected);
    ASSERT_GE(out[i], 0.0f);
    ASSERT_LE(out[i], 1.0f);
  }
  EXPECT_LT(worst, 3e-7);
}

TEST_P(OpsTest, PositionsArePooledByHowMuchSounds) {
  Map in(2, 3, 2);
  for (std::size_t i = 0; i < in.size(); ++i) in.data()[i] = static_cast<float>(i * i);
  const std::vector<float> sounding = {1.0f, 1.0f, 0.0f, 1.0f, 1.0f, 0.0f};
  Map out;
  pool_positions(in, sounding, out);
  ASSERT_EQ(out.frames(), 2);
  ASSERT_EQ(out.positions(), 1);
  ASSERT_EQ(out.channels(), 4);
  for (int t = 0; t < 2; ++t) {
    for (int c = 0; c < 2; ++c) {
      const auto at = [&](int p) { return in.at(t, p)[c]; };
      EXPECT_FLOAT_EQ(out.frame(t)[c], (1.05f * at(0) + 1.05f * at(1) + 0.05f * at(2)) / 2.15f);
      EXPECT_FLOAT_EQ(out.frame(t)[2 + c],
                      std::max(at(1) + std::log(1.05f), at(2) + std::log(0.05f)));
    }
  }
}

TEST_P(OpsTest, ActivationsAtTheirBorders) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> in = {0.0f, -infinity, infinity, std::nanf(""), -3.0e38f, 3.0e38f};
  std::vector<float> out(in.size());
  sigmoid(in, out);
  EXPECT_EQ(out[0], 0.5f);
  EXPECT_NEAR(out[1], 0.0f, 1e-37);
  EXPECT_EQ(out[2], 1.0f);
  EXPECT_TRUE(std::isnan(out[3]));
  EXPECT_NEAR(out[4], 0.0f, 1e-37);
  EXPECT_EQ(out[5], 1.0f);
  exponential(in, out);
  EXPECT_EQ(out[0], 1.0f);
  EXPECT_TRUE(std::isfinite(out[2]));
  EXPECT_TRUE(std::isnan(out[3]));
}

TEST_P(OpsTest, AValueDoesNotDependOnItsPlace) {
  core::Rng rng(9);
  std::vector<float> in(77), out(77), one(1);
  for (float& value : in) value = static_cast<float>(rng.normal(0.0, 4.0));
  sigmoid(in, out);
  for (std::size_t i = 0; i < in.size(); ++i) {
    sigmoid({&in[i], 1}, one);
    EXPECT_EQ(one[0], out[i]) << i;
  }
  sigmoid({}, {});
}

TEST_P(OpsTest, ReluAndLeakyRelu) {
  Map in(1, 1, 19), out;
  for (int c = 0; c < 19; ++c) in.at(0, 0, c) = static_cast<float>(c - 9);
  activate(in, out, Activation::relu);
  for (int c = 0; c < 19; ++c) EXPECT_EQ(out.at(0, 0, c), std::max(0.0f, in.at(0, 0, c)));
  activate(in, out, Activation::leaky_relu, 0.5f);
  for (int c = 0; c < 19; ++c) {
    EXPECT_EQ(out.at(0, 0, c), c < 9 ? 0.5f * in.at(0, 0, c) : in.at(0, 0, c));
  }
  activate(in, in, Activation::none);
  EXPECT_EQ(in.at(0, 0, 0), -9.0f);
}

TEST_P(OpsTest, AddMayWorkInPlace) {
  Map a(3, 5, 7), b(3, 5, 7);
  for (std::size_t i = 0; i < a.size(); ++i) {
    a.data()[i] = static_cast<float>(i);
    b.data()[i] = 1000.0f;
  }
  add(a, b, a);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a.data()[i], static_cast<float>(i) + 1000.0f);
  }
}

TEST(Ops, SlicesOfAJoinedMapAreItsParts) {
  core::Rng rng(10);
  Map a(4, 3, 1), b(4, 3, 6), joined, part;
  for (Map* map : {&a, &b}) {
    for (std::size_t i = 0; i < map->size(); ++i) map->data()[i] = float(rng.uniform());
  }
  const Map* maps[] = {&a, &b};
  concat_channels(maps, joined);
  ASSERT_EQ(joined.channels(), 7);
  EXPECT_EQ(joined.at(2, 1, 0), a.at(2, 1, 0));
  slice_channels(joined, 1, 6, part);
  ASSERT_TRUE(part.same_shape(b));
  for (std::size_t i = 0; i < b.size(); ++i) EXPECT_EQ(part.data()[i], b.data()[i]);
}

TEST(OpsDeathTest, WrongShapesAreProgrammingErrors) {
  Map a(1, 2, 3), b(1, 3, 2), out;
  EXPECT_DEATH(add(a, b, out), "one shape");
  EXPECT_DEATH(slice_channels(a, 2, 2, out), "not there");
  EXPECT_DEATH(concat_channels({}, out), "nothing to join");
}

TEST(Map, KeepsItsMemoryWhenItShrinks) {
  Map map(10, 88, 32);
  const float* before = map.data();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(before) % 64, 0u);
  map.resize(3, 88, 16);
  map.resize(10, 88, 32);
  EXPECT_EQ(map.data(), before);
  map.resize(0, 88, 32);
  EXPECT_EQ(map.size(), 0u);
}

}  // namespace
}  // namespace divisi::nn
