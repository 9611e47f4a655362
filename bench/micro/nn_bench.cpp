// Speed of the tap convolution on the shapes of our networks, for each instruction set, beside what
// the core can do at most and beside oneDNN where that has the operation at all. One thread.
//
//   nn_bench [--benchmark_filter=...]
#include "nn_bench.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "core/rng.h"
#include "nn/isa.h"
#include "nn/reference/tap_conv_reference.h"
#include "nn/tap_conv.h"

namespace divisi::bench {
namespace {

using namespace nn;

constexpr int kFrames = 384;
constexpr int kMinuteFrames = 2584;
constexpr PostOps kRectify{.activation = Activation::relu};

struct Layer {
  std::string name;
  TapConvSpec spec;
  std::vector<float> weights, bias;

  TapConv packed() const { return TapConv(spec, weights, bias); }
};

Layer make_layer(const std::string& name, TapConvSpec spec) {
  core::Rng rng(11);
  Layer layer{name, spec, std::vector<float>(spec.weight_count()),
              std::vector<float>(spec.bias_count())};
  const double size = 1.0 / std::sqrt(double(spec.taps.size()) * spec.in_channels);
  for (float& weight : layer.weights) weight = float(rng.normal(0.0, size));
  for (float& bias : layer.bias) bias = float(rng.normal(0.0, 0.1));
  return layer;
}

Map random_map(int frames, const TapConvSpec& spec) {
  core::Rng rng(12);
  Map map(frames, spec.in_positions, spec.in_channels);
  for (std::size_t i = 0; i < map.size(); ++i) map.data()[i] = float(rng.uniform());
  return map;
}

TapConvSpec dense_spec(int time_dilation) {
  return {rectangle_taps(-1, 1, 1, time_dilation), 32, 32, 1, 88, 88, false};
}

TapConvSpec harmonic_spec() {
  const int shifts[] = {-12, 0, 12, 19, 24, 28, 31};
  return {shifted_taps(shifts, rectangle_taps(0, 0, 0)), 32, 32, 1, 88, 88, false};
}

TapConvSpec first_spec() {
  const int shifts[] = {-36, 0, 36, 57, 72, 84, 93, 101};
  return {shifted_taps(shifts, rectangle_taps(-2, 2, 1)), 2, 32, 3, 288, 88, false};
}

std::vector<Layer> layers() {
  return {make_layer("dense_3x3_32_32", dense_spec(1)),
          make_layer("dilated8_3x3_32_32", dense_spec(8)),
          make_layer("harmonic7_32_32", harmonic_spec()),
          make_layer("first_8x5x3_2_32", first_spec()),
          make_layer("point_32_16", {rectangle_taps(0, 0, 0), 32, 16, 1, 88, 88, false}),
          make_layer("head_3x1_16_4", {rectangle_taps(0, 0, 1), 16, 4, 1, 88, 88, false})};
}

/// Operations that the formula asks for, less those with taps outside along pitch.
double operations(const TapConv& layer, int frames) {
  double rows = 0.0;
  for (const TapConv::Run& run : layer.runs()) {
    for (std::size_t s = run.first_segment; s < run.last_segment; ++s) {
      rows += double(layer.segments()[s].length) * (run.end - run.begin);
    }
  }
  return 2.0 * rows * layer.spec().out_channels * frames;
}

bool close(const Map& found, const Map& expected) {
  if (!found.same_shape(expected)) return false;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!(std::abs(found.data()[i] - expected.data()[i]) < 2e-5f)) return false;
  }
  return true;
}

bool is_right(const Layer& layer) {
  const Map in = random_map(21, layer.spec);
  Map out;
  tap_conv(layer.packed(), in, out, kRectify);
  return close(out, reference::tap_conv(layer.spec, layer.weights, layer.bias, in, kRectify));
}

void time_layer(benchmark::State& state, const Layer& layer, Isa isa) {
  use_isa(isa);
  if (!is_right(layer)) return state.SkipWithError("differs from the reference");
  const TapConv packed = layer.packed();
  const Map in = random_map(kFrames, layer.spec);
  Map out;
  for (auto _ : state) {
    tap_conv(packed, in, out, kRectify);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["GFLOP/s"] = benchmark::Counter(
      1e-9 * operations(packed, kFrames) * double(state.iterations()), benchmark::Counter::kIsRate);
}

void report_peak(benchmark::State& state, Isa isa) {
  double peak = 0.0;
  for (auto _ : state) peak = std::max(peak, measure_peak(isa));
  state.counters["GFLOP/s"] = peak;
}

template <class Function>
double seconds(Function function) {
  const auto start = std::chrono::steady_clock::now();
  function();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Ours and oneDNN's in turn, so that both meet the same disturbances; the best of each counts.
void compare_onednn(benchmark::State& state, int time_dilation) {
  use_isa(supported_isas().back());
  const Layer layer = make_layer("", dense_spec(time_dilation));
  const TapConv packed = layer.packed();
  const Map in = random_map(kFrames, layer.spec);
  Map out;
  OneDnnConv rival(in, layer.weights.data(), layer.bias.data(), 32, time_dilation);
  tap_conv(packed, in, out, kRectify);
  rival.run();
  if (!is_right(layer) || !close(rival.output(), out)) {
    return state.SkipWithError("oneDNN, ours and the reference differ");
  }
  double ours_s = 1e9, rival_s = 1e9;
  for (auto _ : state) {
    ours_s = std::min(ours_s, seconds([&] { tap_conv(packed, in, out, kRectify); }));
    rival_s = std::min(rival_s, seconds([&] { rival.run(); }));
  }
  const double giga = 1e-9 * operations(packed, kFrames);
  state.counters["ours_GFLOP/s"] = giga / ours_s;
  state.counters["oneDNN_GFLOP/s"] = giga / rival_s;
  state.counters["ours/oneDNN"] = rival_s / ours_s;
}

/// The network of the header essay: first layer, four blocks, head, over one minute.
void time_network(benchmark::State& state, Isa isa) {
  use_isa(isa);
  std::vector<TapConv> list = {make_layer("", first_spec()).packed()};
  for (const int dilation : {1, 2, 4, 8}) {
    list.push_back(make_layer("", dense_spec(dilation)).packed());
    list.push_back(make_layer("", harmonic_spec()).packed());
  }
  list.push_back(layers()[4].packed());
  list.push_back(layers()[5].packed());
  const Map features = random_map(kMinuteFrames, first_spec());
  Map from, to;
  double giga = 0.0;
  for (const TapConv& layer : list) giga += 1e-9 * operations(layer, kMinuteFrames);
  for (auto _ : state) {
    tap_conv(list.front(), features, from, kRectify);
    for (std::size_t i = 1; i < list.size(); ++i) {
      const bool last = i + 1 == list.size();
      tap_conv(list[i], from, to, {.activation = last ? Activation::sigmoid : Activation::relu});
      std::swap(from, to);
    }
    benchmark::DoNotOptimize(from.data());
  }
  state.counters["GFLOP"] = giga;
  state.counters["GFLOP/s"] =
      benchmark::Counter(giga * double(state.iterations()), benchmark::Counter::kIsRate);
}

void register_all() {
  const auto millisecond = benchmark::kMillisecond;
  for (const Isa isa : supported_isas()) {
    const std::string suffix = "/" + std::string(isa_name(isa));
    benchmark::RegisterBenchmark(("peak" + suffix).c_str(), [=](auto& s) { report_peak(s, isa); })
        ->Iterations(3)
        ->Unit(millisecond);
    for (const Layer& layer : layers()) {
      benchmark::RegisterBenchmark((layer.name + suffix).c_str(), [=](auto& s) {
        time_layer(s, layer, isa);
      })->Unit(millisecond);
    }
    benchmark::RegisterBenchmark(("network_60_s" + suffix).c_str(), [=](auto& s) {
      time_network(s, isa);
    })->Unit(millisecond);
  }
  for (const int dilation : {1, 8}) {
    const std::string name = "dense_3x3_beside_onednn/time_dilation:" + std::to_string(dilation);
    benchmark::RegisterBenchmark(name.c_str(), [=](auto& s) { compare_onednn(s, dilation); })
        ->Iterations(60)
        ->Unit(millisecond);
  }
}

}  // namespace
}  // namespace divisi::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  divisi::bench::register_all();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
