// Speed of a recurrent layer in training, there and back, beside libtorch's own: one of the trunk
// of Cerberus (600 inputs, 300 channels in each direction), a batch of crops of 5 s. Every case
// first compares answers and gradients.
#include <benchmark/benchmark.h>

#include <vector>

#include "train/torch_lstm.h"

namespace {

using divisi::train::LstmDirection;
using divisi::train::LstmDirections;
using divisi::train::Precision;

constexpr std::int64_t kItems = 32, kFrames = 313, kInputs = 600, kChannels = 300;

struct Case {
  LstmDirections directions;
  torch::Tensor input = torch::randn({kItems, kFrames, kInputs}).requires_grad_();

  Case() {
    const auto made = [](std::vector<std::int64_t> shape) {
      return (torch::randn(shape) * 0.05).requires_grad_();
    };
    for (LstmDirection& one : directions) {
      one = {made({4 * kChannels, kInputs}), made({4 * kChannels, kChannels}),
             made({4 * kChannels}), made({4 * kChannels})};
    }
  }
};

/// What comes out, and the gradient of the input.
template <class Layer>
std::vector<torch::Tensor> there_and_back(const Layer& layer, Case& made) {
  made.input.mutable_grad().reset();
  const torch::Tensor y = layer(made.input, made.directions);
  y.square().sum().backward();
  return {y.detach(), made.input.grad()};
}

double distance(const torch::Tensor& found, const torch::Tensor& expected) {
  return (found - expected).norm().item<double>() / expected.norm().item<double>();
}

template <class Layer>
void run(benchmark::State& state, const Layer& layer, double allowed) {
  torch::set_num_threads(static_cast<int>(state.range(0)));
  torch::manual_seed(1);
  Case made;
  const auto expected = there_and_back(divisi::train::lstm_by_libtorch, made);
  const auto found = there_and_back(layer, made);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (distance(found[i], expected[i]) > allowed) {
      state.SkipWithError("the layer differs from libtorch's");
      return;
    }
  }
  for (auto _ : state) benchmark::DoNotOptimize(there_and_back(layer, made));
}

torch::Tensor native(const torch::Tensor& x, const LstmDirections& d) {
  return divisi::train::lstm_native(x, d, Precision::float32);
}
torch::Tensor native_half(const torch::Tensor& x, const LstmDirections& d) {
  return divisi::train::lstm_native(x, d, Precision::bfloat16);
}

void on_threads(benchmark::internal::Benchmark* bench) {
  bench->Arg(1)->Arg(4)->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK_CAPTURE(run, libtorch, divisi::train::lstm_by_libtorch, 0.0)->Apply(on_threads);
BENCHMARK_CAPTURE(run, ours_float32, native, 1e-5)->Apply(on_threads);
BENCHMARK_CAPTURE(run, ours_bfloat16, native_half, 0.02)->Apply(on_threads);

}  // namespace

BENCHMARK_MAIN();
