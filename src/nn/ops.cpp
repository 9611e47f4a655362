#include "nn/ops.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/check.h"
#include "nn/isa.h"

namespace divisi::nn {
namespace {

/// Copies `count` channels of every place, from one map's channel `from` to the other's `to`.
void copy_channels(const Map& in, int from, Map& out, int to, int count) {
  const float* source = in.data() + from;
  float* target = out.data() + to;
  const std::ptrdiff_t places = std::ptrdiff_t(in.frames()) * in.positions();
  for (std::ptrdiff_t i = 0; i < places; ++i) {
    std::copy_n(source + i * in.channels(), count, target + i * out.channels());
  }
}

}  // namespace

void activate(const Map& in, Map& out, Activation activation, float slope) {
  out.resize(in.frames(), in.positions(), in.channels());
  active_kernels().activate(in.data(), out.data(), in.size(), activation, slope);
}

void add(const Map& a, const Map& b, Map& out) {
  DIVISI_CHECK(a.same_shape(b), "only maps of one shape can be added");
  out.resize(a.frames(), a.positions(), a.channels());
  active_kernels().add(a.data(), b.data(), out.data(), a.size());
}

void concat_channels(std::span<const Map* const> maps, Map& out) {
  DIVISI_CHECK(!maps.empty(), "there is nothing to join");
  int channels = 0;
  for (const Map* map : maps) {
    DIVISI_CHECK(map != &out, "channels are not joined in place");
    DIVISI_CHECK(map->frames() == maps[0]->frames() && map->positions() == maps[0]->positions(),
                 "only maps of the same frames and positions can be joined");
    channels += map->channels();
  }
  out.resize(maps[0]->frames(), maps[0]->positions(), channels);
  int to = 0;
  for (const Map* map : maps) {
    copy_channels(*map, 0, out, to, map->channels());
    to += map->channels();
  }
}

void pool_positions(const Map& in, std::span<const float> sounding, Map& out) {
  const auto positions = static_cast<std::size_t>(in.positions());
  DIVISI_CHECK(&in != &out && positions >= 1 &&
                   sounding.size() == static_cast<std::size_t>(in.frames()) * positions,
               "there are positions with weights, and means have a place");
  const int channels = in.channels();
  out.resize(in.frames(), 1, 2 * channels);
  for (int t = 0; t < in.frames(); ++t) {
    const float* sounds = sounding.data() + static_cast<std::size_t>(t) * positions;
    float sum = 0.0f;
    for (std::size_t p = 0; p < positions; ++p) sum += sounds[p] + kLeastPoolWeight;
    float* mean = out.frame(t);
    float* greatest = mean + channels;
    std::fill_n(mean, channels, 0.0f);
    for (int p = 0; p < in.positions(); ++p) {
      const float weight = sounds[p] + kLeastPoolWeight;
      const float log_weight = std::log(weight);
      const float* x = in.at(t, p);
      for (int c = 0; c < channels; ++c) {
        mean[c] += weight / sum * x[c];
        greatest[c] = p == 0 ? x[c] + log_weight : std::max(greatest[c], x[c] + log_weight);
      }
    }
  }
}

void slice_channels(const Map& in, int begin, int count, Map& out) {
  DIVISI_CHECK(&in != &out, "channels are not sliced in place");
  DIVISI_CHECK(begin >= 0 && count >= 0 && begin <= in.channels() - count,
               "the channels asked for are not there");
  out.resize(in.frames(), in.positions(), count);
  copy_channels(in, begin, out, 0, count);
}

void share_positions(const Map& in, Map& out) {
  out.resize(in.frames(), in.positions(), in.channels());
  const auto channels = static_cast<std::size_t>(in.channels());
  std::vector<float> edge(channels);  // the greatest, then the sum
  for (int t = 0; t < in.frames(); ++t) {
    std::copy_n(in.frame(t), channels, edge.begin());
    for (int p = 1; p < in.positions(); ++p) {
      const float* x = in.at(t, p);
      for (std::size_t c = 0; c < channels; ++c) edge[c] = std::max(edge[c], x[c]);
    }
    for (int p = 0; p < in.positions(); ++p) {
      const float* x = in.at(t, p);
      float* y = out.at(t, p);
      for (std::size_t c = 0; c < channels; ++c) y[c] = x[c] - edge[c];
    }
    const std::size_t values = channels * static_cast<std::size_t>(in.positions());
    exponential({out.frame(t), values}, {out.frame(t), values});
    std::fill(edge.begin(), edge.end(), 0.0f);
    for (int p = 0; p < in.positions(); ++p) {
      const float* y = out.at(t, p);
      for (std::size_t c = 0; c < channels; ++c) edge[c] += y[c];
    }
    for (int p = 0; p < in.positions(); ++p) {
      float* y = out.at(t, p);
      for (std::size_t c = 0; c < channels; ++c) y[c] /= edge[c];
    }
  }
}

void exponential(std::span<const float> in, std::span<float> out) {
  DIVISI_CHECK(in.size() == out.size(), "as many numbers in as out");
  active_kernels().exponential(in.data(), out.data(), in.size());
}

void sigmoid(std::span<const float> in, std::span<float> out) {
  DIVISI_CHECK(in.size() == out.size(), "as many numbers in as out");
  active_kernels().activate(in.data(), out.data(), in.size(), Activation::sigmoid, 0.0f);
}

}  // namespace divisi::nn
