// Speed of the front end. Every case first compares its answer with the reference.
// real_time = seconds of sound for each second of one core.
#include <benchmark/benchmark.h>

#include <algorithm>

#include "core/rng.h"
#include "features/cqt.h"
#include "features/cqt_reference.h"
#include "features/feature_extractor.h"
#include "nn/isa.h"

namespace {

using namespace divisi;
using namespace divisi::features;

constexpr int kSeconds = 30;

std::vector<float> noise(std::size_t count) {
  core::Rng rng(1);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = float(rng.uniform(-0.5, 0.5));
  return samples;
}

CqtSpec spec_16k() {
  CqtSpec spec;
  spec.sample_rate_hz = 16000.0;
  spec.octave_count = 6;
  spec.lowest_hz = 32.703196;
  spec.window = Window::hann;
  return spec;
}

CqtSpec spec_22k() { return CqtSpec{}; }

/// Largest difference to the reference over its largest magnitude, on a short clip.
double relative_error(const CqtSpec& spec) {
  const std::vector<float> samples = noise(6000);
  const auto expected = transform_reference(*plan_cqt(spec), samples);
  const auto found = transform_clip(spec, samples);
  double worst = 0.0, peak = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(std::complex<double>((*found)[i]) - expected[i]));
    peak = std::max(peak, std::abs(expected[i]));
  }
  return worst / peak;
}

void report_real_time(benchmark::State& state) {
  state.counters["real_time"] =
      benchmark::Counter(double(state.iterations()) * kSeconds, benchmark::Counter::kIsRate);
}

void run_cqt(benchmark::State& state, const CqtSpec& spec) {
  nn::use_isa(nn::supported_isas()[std::size_t(state.range(0))]);
  state.SetLabel(std::string(nn::isa_name(nn::active_isa())));
  if (relative_error(spec) > 1e-5) {
    state.SkipWithError("the transform differs from its reference");
    return;
  }
  const std::vector<float> samples = noise(std::size_t(kSeconds * spec.sample_rate_hz));
  auto cqt = Cqt::create(spec);
  const CqtSink sink = [](std::int64_t, int, const std::complex<float>* cells) {
    benchmark::DoNotOptimize(cells);
  };
  for (auto _ : state) {
    cqt->push(samples.data(), samples.size(), sink);
    cqt->finish(sink);
    cqt->reset();
  }
  report_real_time(state);
}

void every_isa(benchmark::internal::Benchmark* bench) {
  for (int i = 0; i < int(nn::supported_isas().size()); ++i) bench->Arg(i);
  bench->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(run_cqt, 16k_36x6_hop512, spec_16k())->Apply(every_isa);
BENCHMARK_CAPTURE(run_cqt, 22k_36x8_hop512, spec_22k())->Apply(every_isa);

void run_features(benchmark::State& state) {
  nn::use_isa(nn::supported_isas()[std::size_t(state.range(0))]);
  const auto block = std::size_t(state.range(1));
  state.SetLabel(std::string(nn::isa_name(nn::active_isa())));
  const FeatureSpec spec;
  for (int map = 0; map < spec.map_count(); ++map) {
    if (relative_error(spec.cqt_spec(map)) > 1e-5) {
      state.SkipWithError("a map differs from its reference");
      return;
    }
  }
  const std::vector<float> samples = noise(std::size_t(kSeconds * spec.sample_rate_hz));
  auto extractor = FeatureExtractor::create(spec);
  const FeatureSink sink = [](std::int64_t, int, const float* cells) {
    benchmark::DoNotOptimize(cells);
  };
  for (auto _ : state) {
    for (std::size_t at = 0; at < samples.size(); at += block) {
      extractor->push(&samples[at], std::min(block, samples.size() - at), sink);
    }
    extractor->finish(sink);
    extractor->reset();
  }
  report_real_time(state);
}

void isas_and_blocks(benchmark::internal::Benchmark* bench) {
  for (int i = 0; i < int(nn::supported_isas().size()); ++i) {
    for (const int block : {128, 1024, kSeconds * 22050}) bench->Args({i, block});
  }
  bench->Unit(benchmark::kMillisecond);
}

BENCHMARK(run_features)->Apply(isas_and_blocks);

}  // namespace

BENCHMARK_MAIN();
