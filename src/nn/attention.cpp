#include "nn/attention.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/check.h"

namespace divisi::nn {
namespace {

/// Calls `change(from, to)` for the channels of every place.
template <class Change>
void for_each_place(const Map& in, Map& out, const Change& change) {
  out.resize(in.frames(), in.positions(), in.channels());
  const auto channels = static_cast<std::size_t>(in.channels());
  for (std::size_t i = 0; i < in.size(); i += channels) change(in.data() + i, out.data() + i);
}

/// In eight strands, none of which waits for the others.
float greatest_of(const float* values, std::size_t count) {
  constexpr std::size_t kStrands = 8;
  if (count < kStrands) return *std::max_element(values, values + count);
  float greatest[kStrands];
  std::copy_n(values, kStrands, greatest);
  std::size_t begin = kStrands;
  for (; begin + kStrands <= count; begin += kStrands) {
    for (std::size_t i = 0; i < kStrands; ++i)
      greatest[i] = greatest[i] < values[begin + i] ? values[begin + i] : greatest[i];
  }
  const float tail = *std::max_element(values + count - kStrands, values + count);
  return std::max(tail, *std::max_element(greatest, greatest + kStrands));
}

/// logits [count] to weights that add up to 1.
void softmax(float* logits, std::size_t count) {
  const float greatest = greatest_of(logits, count);
  float sum = 0.0f;
  for (std::size_t m = 0; m < count; ++m) sum += logits[m] = std::exp(logits[m] - greatest);
  for (std::size_t m = 0; m < count; ++m) logits[m] /= sum;
}

/// [C][N] of a map [N, 1, C]: neighbours side by side, so that many are compared at once.
std::vector<float> channels_apart(const Map& map) {
  const auto items = static_cast<std::size_t>(map.frames());
  const auto channels = static_cast<std::size_t>(map.channels());
  std::vector<float> apart(items * channels);
  for (std::size_t n = 0; n < items; ++n) {
    for (std::size_t c = 0; c < channels; ++c) apart[c * items + n] = map.data()[n * channels + c];
  }
  return apart;
}

/// products[m] = sum over c of q[c] keys[c][m]: for each m in the order of c, as an inner product
/// has it. `keys` begins at the first neighbour; its rows are `items` apart.
void multiply(const float* q, int width, const float* keys, std::size_t items, std::size_t count,
              float* products) {
  constexpr std::size_t kTile = 16;
  std::size_t m = 0;
  for (; m + kTile <= count; m += kTile) {
    float sums[kTile] = {};
    const float* key = keys + m;
    for (int c = 0; c < width; ++c, key += items) {
      for (std::size_t i = 0; i < kTile; ++i) sums[i] += q[c] * key[i];
    }
    std::copy_n(sums, kTile, products + m);
  }
  for (; m < count; ++m) {
    float sum = 0.0f;
    for (int c = 0; c < width; ++c) sum += q[c] * keys[static_cast<std::size_t>(c) * items + m];
    products[m] = sum;
  }
}

constexpr int kUsualWidth = 8;  ///< channels of a head

/// sums[c] = sum over m of weights[m] values[m, c], in the order of m; rows of `values` are
/// `stride` apart.
template <int kWidth>
void add_weighted(const float* weights, const float* values, std::size_t count, int stride,
                  float* sums) {
  float own[kWidth] = {};
  for (std::size_t m = 0; m < count; ++m, values += stride) {
    float these[kWidth];  // a copy, so that compilers see eight products at once
    std::copy_n(values, kWidth, these);
    for (int c = 0; c < kWidth; ++c) these[c] *= weights[m];
    for (int c = 0; c < kWidth; ++c) own[c] += these[c];
  }
  std::copy_n(own, kWidth, sums);
}

}  // namespace

void normalise(const Map& in, Map& out) {
  const int channels = in.channels();
  for_each_place(in, out, [&](const float* from, float* to) {
    const float mean = std::accumulate(from, from + channels, 0.0f) / static_cast<float>(channels);
    float squares = 0.0f;
    for (int c = 0; c < channels; ++c) squares += (from[c] - mean) * (from[c] - mean);
    const float deviation = std::sqrt(squares / static_cast<float>(channels) + kNormaliseEpsilon);
    for (int c = 0; c < channels; ++c) to[c] = (from[c] - mean) / deviation;
  });
}

void unit_length(const Map& in, Map& out) {
  const int channels = in.channels();
  for_each_place(in, out, [&](const float* from, float* to) {
    const float length = std::sqrt(std::inner_product(from, from + channels, from, 0.0f));
    for (int c = 0; c < channels; ++c) to[c] = length > 0.0f ? from[c] / length : 0.0f;
  });
}

void attend_nearby(const Map& query, const Map& key, const Map& value, const Map& bias, Map& out) {
  const int heads = bias.channels();
  const int reach = bias.positions() / 2;
  const int channels = query.channels();
  DIVISI_CHECK(query.same_shape(key) && query.same_shape(value) && query.positions() == 1,
               "queries, keys and values are [N, 1, C]");
  DIVISI_CHECK(bias.frames() == query.frames() && bias.positions() % 2 == 1 &&
                   channels % std::max(1, heads) == 0,
               "biases are [N, 2r+1, H]");
  DIVISI_CHECK(&out != &query && &out != &key && &out != &value, "not in place");
  out.resize(query.frames(), 1, channels);
  const int width = channels / heads;
  const float scale = 1.0f / std::sqrt(static_cast<float>(width));
  const auto items = static_cast<std::size_t>(query.frames());
  const std::vector<float> keys = channels_apart(key);
  const auto most = static_cast<std::size_t>(2 * reach + 1);
  std::vector<float> weights(most * static_cast<std::size_t>(heads));
  for (int n = 0; n < query.frames(); ++n) {
    const int begin = std::max(0, n - reach);
    const auto count = static_cast<std::size_t>(std::min(query.frames(), n + reach + 1) - begin);
    for (int h = 0; h < heads; ++h) {
      float* logits = weights.data() + static_cast<std::size_t>(h) * most;
      const float* rows = keys.data() + static_cast<std::size_t>(h * width) * items + begin;
      multiply(query.frame(n) + h * width, width, rows, items, count, logits);
      const float* added = bias.at(n, begin - n + reach) + h;
      for (std::size_t m = 0; m < count; ++m, added += heads)
        logits[m] = scale * logits[m] + *added;
      softmax(logits, count);
    }
    for (int h = 0; h < heads; ++h) {
      const float* logits = weights.data() + static_cast<std::size_t>(h) * most;
      const float* values = value.frame(begin) + h * width;
      float* sum = out.frame(n) + h * width;
      if (width == kUsualWidth) {
        add_weighted<kUsualWidth>(logits, values, count, channels, sum);
      } else {
        for (int c = 0; c < width; ++c)
          add_weighted<1>(logits, values + c, count, channels, sum + c);
      }
    }
  }
}

void agree_nearby(const Map& vectors, const Map& bias, Map& out) {
  DIVISI_CHECK(vectors.positions() == 1 && bias.frames() == vectors.frames() &&
                   bias.positions() % 2 == 1 && bias.channels() == 1,
               "vectors are [N, 1, C], biases [N, 2r+1, 1]");
  DIVISI_CHECK(&out != &vectors && &out != &bias, "not in place");
  const int reach = bias.positions() / 2;
  const int channels = vectors.channels();
  out.resize(bias.frames(), bias.positions(), 1);
  std::fill_n(out.data(), out.size(), 0.0f);
  for (int n = 0; n < vectors.frames(); ++n) {
    const float* own = vectors.frame(n);
    for (int m = std::max(0, n - reach); m < std::min(vectors.frames(), n + reach + 1); ++m) {
      const float product = std::inner_product(own, own + channels, vectors.frame(m), 0.0f);
      const int there = m - n + reach;
      *out.at(n, there) = product + 0.5f * (bias.at(n, there, 0) + bias.at(m, n - m + reach, 0));
    }
  }
}

}  // namespace divisi::nn
