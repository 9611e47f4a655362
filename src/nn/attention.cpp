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

/// logits to weights that add up to 1.
void softmax(std::vector<float>& logits) {
  const float greatest = *std::max_element(logits.begin(), logits.end());
  float sum = 0.0f;
  for (float& value : logits) sum += value = std::exp(value - greatest);
  for (float& value : logits) value /= sum;
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
  std::fill_n(out.data(), out.size(), 0.0f);
  const int width = channels / heads;
  const float scale = 1.0f / std::sqrt(static_cast<float>(width));
  std::vector<float> weights;
  for (int n = 0; n < query.frames(); ++n) {
    const int begin = std::max(0, n - reach);
    const int end = std::min(query.frames(), n + reach + 1);
    for (int h = 0; h < heads; ++h) {
      const float* q = query.frame(n) + h * width;
      weights.clear();
      for (int m = begin; m < end; ++m) {
        const float product = std::inner_product(q, q + width, key.frame(m) + h * width, 0.0f);
        weights.push_back(scale * product + bias.at(n, m - n + reach, h));
      }
      softmax(weights);
      float* sum = out.frame(n) + h * width;
      for (int m = begin; m < end; ++m) {
        const float* v = value.frame(m) + h * width;
        const float weight = weights[static_cast<std::size_t>(m - begin)];
        for (int c = 0; c < width; ++c) sum[c] += weight * v[c];
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
