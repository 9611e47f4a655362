#include "nn/tap_conv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "core/parallel.h"
#include "core/rng.h"
#include "nn/isa.h"
#include "nn/reference/tap_conv_reference.h"

namespace divisi::nn {
namespace {

using core::Rng;

struct Layer {
  TapConvSpec spec;
  std::vector<float> weights;
  std::vector<float> bias;

  TapConv packed() const { return TapConv(spec, weights, bias); }
};

std::vector<float> random_floats(std::size_t count, Rng& rng) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.uniform(-1.0, 1.0));
  return values;
}

Map random_map(int frames, int positions, int channels, Rng& rng) {
  Map map(frames, positions, channels);
  for (std::size_t i = 0; i < map.size(); ++i) {
    map.data()[i] = static_cast<float>(rng.uniform(-1.0, 1.0));
  }
  return map;
}

Layer random_layer(const TapConvSpec& spec, Rng& rng) {
  return {spec, random_floats(spec.weight_count(), rng), random_floats(spec.bias_count(), rng)};
}

/// Greatest sum of |bias| + |W·x| of any output of this layer, for inputs within [-1, 1].
double greatest_sum(const TapConvSpec& spec) {
  return 2.0 + double(spec.taps.size()) * spec.in_channels;
}

void expect_close(const Map& found, const Map& expected, double tolerance) {
  ASSERT_TRUE(found.same_shape(expected));
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_NEAR(found.data()[i], expected.data()[i], tolerance) << "at float " << i;
  }
}

bool same_bits(const float* a, const float* b, std::size_t count) {
  return count == 0 || std::memcmp(a, b, count * sizeof(float)) == 0;
}

/// Runs each test once for each instruction set of this machine.
class TapConvTest : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override {
    before_ = active_isa();
    use_isa(GetParam());
  }
  void TearDown() override { use_isa(before_); }

 private:
  Isa before_ = Isa::baseline;
};

INSTANTIATE_TEST_SUITE_P(EveryIsa, TapConvTest, testing::ValuesIn(supported_isas()),
                         [](const auto& isa) { return std::string(isa_name(isa.param)); });

TapConvSpec random_spec(Rng& rng) {
  TapConvSpec spec;
  spec.in_channels = rng.integer(1, 40);
  spec.out_channels = rng.integer(1, 70);
  spec.stride = rng.integer(1, 3);
  spec.in_positions = rng.integer(1, 60);
  spec.out_positions = rng.integer(1, 40);
  spec.position_bias = rng.chance(0.5);
  if (rng.chance(0.5)) spec.taps = rectangle_taps(-rng.integer(0, 2), 2, 1, rng.integer(1, 4));
  for (int extra = rng.integer(0, 6); extra > 0; --extra) {
    spec.taps.push_back({rng.integer(-70, 70), rng.integer(-12, 12)});
  }
  return spec;
}

TEST_P(TapConvTest, EqualsReferenceOnRandomShapes) {
  Rng rng(1);
  for (int trial = 0; trial < 150; ++trial) {
    const Layer layer = random_layer(random_spec(rng), rng);
    const Map in =
        random_map(rng.integer(1, 30), layer.spec.in_positions, layer.spec.in_channels, rng);
    const Map residual =
        random_map(in.frames(), layer.spec.out_positions, layer.spec.out_channels, rng);
    PostOps post;
    post.activation = static_cast<Activation>(rng.integer(0, 3));
    post.slope = 0.1f;
    if (rng.chance(0.5)) post.residual = &residual;
    Map out;
    tap_conv(layer.packed(), in, out, post);
    SCOPED_TRACE("trial " + std::to_string(trial));
    expect_close(out, reference::tap_conv(layer.spec, layer.weights, layer.bias, in, post),
                 1e-7 * greatest_sum(layer.spec) + 2e-7);
    if (HasFatalFailure()) return;
  }
}

TEST_P(TapConvTest, TapsWhollyOutsideLeaveTheBias) {
  TapConvSpec spec;
  spec.taps = {{1000, 0}, {0, -1000}, {-1000, 1000}};
  spec.in_positions = spec.out_positions = 5;
  spec.out_channels = 3;
  Rng rng(2);
  const Layer layer = random_layer(spec, rng);
  Map out;
  tap_conv(layer.packed(), random_map(7, 5, 1, rng), out);
  for (int t = 0; t < 7; ++t) {
    for (int p = 0; p < 5; ++p) {
      for (int c = 0; c < 3; ++c) EXPECT_EQ(out.at(t, p, c), layer.bias[std::size_t(c)]);
    }
  }
}

TEST_P(TapConvTest, NoTapsAndNoFramesAreAllowed) {
  TapConvSpec spec;
  spec.out_channels = 2;
  Rng rng(3);
  const Layer layer = random_layer(spec, rng);
  Map out(3, 3, 3);
  tap_conv(layer.packed(), Map(0, 1, 1), out);
  EXPECT_EQ(out.frames(), 0);
  EXPECT_EQ(out.positions(), 1);
  tap_conv(layer.packed(), Map(1, 1, 1), out);
  EXPECT_EQ(out.at(0, 0, 1), layer.bias[1]);
}

TEST_P(TapConvTest, ASingleTapMovesTheMap) {
  TapConvSpec spec;
  spec.taps = {{12, -2}};
  spec.in_positions = spec.out_positions = 20;
  const float one = 1.0f, zero = 0.0f;
  const TapConv layer(spec, {&one, 1}, {&zero, 1});
  EXPECT_EQ(layer.past_frames(), 2);
  EXPECT_EQ(layer.future_frames(), 0);
  Rng rng(4);
  const Map in = random_map(6, 20, 1, rng);
  Map out;
  tap_conv(layer, in, out);
  for (int t = 0; t < 6; ++t) {
    for (int p = 0; p < 20; ++p) {
      EXPECT_EQ(out.at(t, p, 0), t >= 2 && p < 8 ? in.at(t - 2, p + 12, 0) : 0.0f);
    }
  }
}

TEST_P(TapConvTest, ResidualMayBeTheOutput) {
  TapConvSpec spec;
  spec.taps = rectangle_taps(-1, 1, 1);
  spec.in_channels = spec.out_channels = 9;
  spec.in_positions = spec.out_positions = 23;
  Rng rng(5);
  const Layer layer = random_layer(spec, rng);
  const Map in = random_map(11, 23, 9, rng);
  const Map residual = random_map(11, 23, 9, rng);
  Map apart, in_place = residual;
  tap_conv(layer.packed(), in, apart, {.activation = Activation::relu, .residual = &residual});
  tap_conv(layer.packed(), in, in_place, {.activation = Activation::relu, .residual = &in_place});
  EXPECT_TRUE(same_bits(apart.data(), in_place.data(), apart.size()));
}

Layer network_layer(int number, Rng& rng) {
  const int harmonics[] = {-12, 0, 12, 19, 24, 28, 31};
  const int bins[] = {-36, 0, 36, 57, 72, 84, 93, 101};
  const Tap here[] = {{0, 0}};
  TapConvSpec spec{{}, 19, 21, 1, 88, 88, false};
  if (number == 0) spec.taps = rectangle_taps(-1, 1, 1, 4);
  if (number == 1) spec.taps = shifted_taps(harmonics, here);
  if (number == 2) {
    spec.taps = shifted_taps(bins, rectangle_taps(-2, 2, 1));
    spec.in_channels = 2;
    spec.stride = 3;
    spec.in_positions = 288;
  }
  return random_layer(spec, rng);
}

Map frames_of(const Map& map, int begin, int end) {
  Map part(end - begin, map.positions(), map.channels());
  std::memcpy(part.data(), map.frame(begin), part.size() * sizeof(float));
  return part;
}

TEST_P(TapConvTest, ChunksEqualTheWholeBitForBit) {
  Rng rng(6);
  for (int number = 0; number < 3; ++number) {
    const Layer numbers = network_layer(number, rng);
    const TapConv layer = numbers.packed();
    const Map in = random_map(61, layer.spec().in_positions, layer.spec().in_channels, rng);
    Map whole, part;
    tap_conv(layer, in, whole, {.activation = Activation::sigmoid});
    const std::size_t frame_floats = whole.size() / 61;
    for (const int chunk : {1, 2, 5, 13, 24, 25, 60, 61, 100}) {
      for (int begin = 0; begin < 61; begin += chunk) {
        const int end = std::min(begin + chunk, 61);
        const int first = std::max(begin - layer.past_frames(), 0);
        const int last = std::min(end + layer.future_frames(), 61);
        tap_conv(layer, frames_of(in, first, last), part, {.activation = Activation::sigmoid});
        ASSERT_TRUE(same_bits(part.frame(begin - first), whole.frame(begin),
                              frame_floats * std::size_t(end - begin)))
            << "layer " << number << ", chunk of " << chunk << " at " << begin;
      }
    }
  }
}

TEST_P(TapConvTest, FrameRangesOnThreadsEqualTheWholeBitForBit) {
  Rng rng(7);
  const Layer numbers = network_layer(0, rng);
  const TapConv layer = numbers.packed();
  const Map in = random_map(50, 88, 19, rng);
  Map whole, pieces(50, 88, 21);
  tap_conv(layer, in, whole);
  core::parallel_for(8, 3, [&](std::size_t piece) {
    const int begin = static_cast<int>(piece) * 7;
    tap_conv(layer, in, pieces, {begin, std::min(begin + 7, 50)});
  });
  EXPECT_TRUE(same_bits(whole.data(), pieces.data(), whole.size()));
}

TEST_P(TapConvTest, NotANumberStaysVisible) {
  TapConvSpec spec;
  spec.taps = {{0, 0}};
  const float one = 1.0f, zero = 0.0f;
  const TapConv layer(spec, {&one, 1}, {&zero, 1});
  Map in(1, 1, 1), out;
  in.at(0, 0, 0) = std::nanf("");
  for (int activation = 0; activation < 4; ++activation) {
    tap_conv(layer, in, out, {.activation = static_cast<Activation>(activation)});
    EXPECT_TRUE(std::isnan(out.at(0, 0, 0))) << activation;
  }
}

TEST(TapConv, NeighbouringTapsAreOneSegmentAndPositionsFewRuns) {
  TapConvSpec spec;
  spec.taps = rectangle_taps(-1, 1, 1);
  spec.in_channels = 4;
  spec.in_positions = spec.out_positions = 88;
  const TapConv layer(spec, std::vector<float>(spec.weight_count()), std::vector<float>(1));
  ASSERT_EQ(layer.runs().size(), 3u);
  EXPECT_EQ(layer.runs()[1].begin, 1);
  EXPECT_EQ(layer.runs()[1].end, 87);
  ASSERT_EQ(layer.segments().size(), 9u);
  EXPECT_EQ(layer.segments()[0].length, 8);
  EXPECT_EQ(layer.segments()[3].length, 12);
}

TEST(TapConvDeathTest, WrongShapesAreProgrammingErrors) {
  TapConvSpec spec;
  spec.taps = {{0, 0}};
  const std::vector<float> one(1), two(2);
  EXPECT_DEATH(TapConv(spec, two, one), "weights are");
  EXPECT_DEATH(TapConv(spec, one, two), "bias is");
  const TapConv layer(spec, one, one);
  Map in(1, 2, 1), out;
  EXPECT_DEATH(tap_conv(layer, in, out), "input has another shape");
}

TEST(Isa, NamesAreCheckedNotGuessed) {
  for (const Isa isa : supported_isas()) {
    const Expected<Isa> chosen = choose_isa(isa_name(isa));
    ASSERT_TRUE(chosen);
    EXPECT_EQ(*chosen, isa);
  }
  ASSERT_TRUE(choose_isa(""));
  EXPECT_EQ(*choose_isa(""), supported_isas().back());
  const Expected<Isa> unknown = choose_isa("avx1024");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace divisi::nn
