#include "train/tap_conv_gradient.h"

#include <algorithm>
#include <cstring>

#include "core/check.h"

// One function, compiled for each instruction set; the loader picks the best the machine has.
#define DIVISI_EACH_ISA                                                        \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), \
                 optimize("O3", "fp-contract=fast")))

namespace divisi::train {
namespace {

constexpr int kWidth = 16;  ///< output channels in one vector
constexpr int kRows = 8;    ///< input channels whose sums are kept in registers at once
using Vector = float __attribute__((vector_size(kWidth * sizeof(float)), aligned(4), may_alias));

/// Positions [begin, end) of one frame at which `tap` is inside the map.
struct Stretch {
  int begin, end;
};

Stretch positions_of(const nn::TapConvSpec& spec, const nn::Tap& tap) {
  int begin = 0;
  int end = spec.out_positions;
  while (begin < end && spec.stride * begin + tap.df < 0) ++begin;
  while (end > begin && spec.stride * (end - 1) + tap.df >= spec.in_positions) --end;
  return {begin, end};
}

/// sums[Rows][16] += x[p, row] * g[p, 16] over `count` positions.
template <int Rows>
DIVISI_EACH_ISA void outer_products(const float* x, std::ptrdiff_t x_step, const float* g,
                                    std::ptrdiff_t g_step, int count, float* sums,
                                    std::ptrdiff_t sums_step) {
  Vector total[Rows];
  for (int r = 0; r < Rows; ++r) total[r] = *reinterpret_cast<const Vector*>(sums + r * sums_step);
  for (int p = 0; p < count; ++p) {
    const Vector gradient = *reinterpret_cast<const Vector*>(g + p * g_step);
    for (int r = 0; r < Rows; ++r) total[r] += x[p * x_step + r] * gradient;
  }
  for (int r = 0; r < Rows; ++r) *reinterpret_cast<Vector*>(sums + r * sums_step) = total[r];
}

/// The same for any number of output channels: the readable loop.
void outer_products_plain(const float* x, std::ptrdiff_t x_step, const float* g,
                          std::ptrdiff_t g_step, int count, int rows, int columns, float* sums,
                          std::ptrdiff_t sums_step) {
  for (int p = 0; p < count; ++p) {
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < columns; ++c)
        sums[r * sums_step + c] += x[p * x_step + r] * g[p * g_step + c];
    }
  }
}

/// One tap of one frame: dW_k += in row (transposed) times gradient row.
void add_row(const nn::TapConvSpec& spec, const float* x, const float* g, int count, float* sums) {
  const std::ptrdiff_t x_step = std::ptrdiff_t(spec.stride) * spec.in_channels;
  const std::ptrdiff_t columns = spec.out_channels;
  std::ptrdiff_t c = 0;
  for (; c + kWidth <= columns; c += kWidth) {
    int r = 0;
    for (; r + kRows <= spec.in_channels; r += kRows) {
      outer_products<kRows>(x + r, x_step, g + c, columns, count, sums + r * columns + c, columns);
    }
    for (; r + 2 <= spec.in_channels; r += 2) {
      outer_products<2>(x + r, x_step, g + c, columns, count, sums + r * columns + c, columns);
    }
    for (; r < spec.in_channels; ++r) {
      outer_products<1>(x + r, x_step, g + c, columns, count, sums + r * columns + c, columns);
    }
  }
  if (c < columns) {
    outer_products_plain(x, x_step, g + c, columns, count, spec.in_channels,
                         static_cast<int>(columns - c), sums + c, columns);
  }
}

}  // namespace

void add_weight_gradient(const nn::TapConvSpec& spec, const nn::Map& in,
                         const nn::Map& out_gradient, float* weight_gradient) {
  DIVISI_CHECK(in.frames() == out_gradient.frames(), "input and gradient have the same frames");
  const std::size_t tap_floats = std::size_t(spec.in_channels) * std::size_t(spec.out_channels);
  std::vector<Stretch> stretches;
  for (const nn::Tap& tap : spec.taps) stretches.push_back(positions_of(spec, tap));
  for (int t = 0; t < in.frames(); ++t) {
    for (std::size_t k = 0; k < spec.taps.size(); ++k) {
      const nn::Tap& tap = spec.taps[k];
      const int source = t + tap.dt;
      const auto [begin, end] = stretches[k];
      if (source < 0 || source >= in.frames() || begin >= end) continue;
      add_row(spec, in.at(source, begin * spec.stride + tap.df), out_gradient.at(t, begin),
              end - begin, weight_gradient + k * tap_floats);
    }
  }
}

int spread_positions(const nn::TapConvSpec& spec) {
  return spec.stride * (spec.out_positions - 1) + 1;
}

nn::TapConv input_gradient_layer(const nn::TapConvSpec& spec, const float* weights) {
  nn::TapConvSpec mirrored;
  mirrored.in_channels = spec.out_channels;
  mirrored.out_channels = spec.in_channels;
  mirrored.in_positions = spread_positions(spec);
  mirrored.out_positions = spec.in_positions;
  std::vector<float> transposed;
  transposed.reserve(spec.weight_count());
  // From the last tap to the first: then neighbours along pitch stay neighbours.
  for (std::size_t k = spec.taps.size(); k-- > 0;) {
    mirrored.taps.push_back({-spec.taps[k].df, -spec.taps[k].dt});
    const float* tap = weights + k * std::size_t(spec.in_channels) * std::size_t(spec.out_channels);
    for (int co = 0; co < spec.out_channels; ++co) {
      for (int ci = 0; ci < spec.in_channels; ++ci)
        transposed.push_back(tap[ci * spec.out_channels + co]);
    }
  }
  return {mirrored, transposed, std::vector<float>(std::size_t(spec.in_channels), 0.0f)};
}

}  // namespace divisi::train
