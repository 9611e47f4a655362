#include "features/feature_extractor.h"

#include <cmath>
#include <utility>

#include "divisi/score.h"

namespace divisi::features {

CqtSpec FeatureSpec::cqt_spec(int map) const {
  const FeatureMapSpec& shape = maps[std::size_t(map)];
  CqtSpec spec;
  spec.sample_rate_hz = sample_rate_hz;
  spec.hop_samples = hop_samples;
  spec.bins_per_octave = bins_per_octave;
  spec.octave_count = octave_count;
  spec.lowest_hz = lowest_hz;
  spec.filter_scale = shape.filter_scale;
  spec.window = shape.window;
  spec.gamma_hz = shape.gamma_hz;
  return spec;
}

FeatureSpec FeatureSpec::in_tuning(double tuning_hz) const {
  FeatureSpec tuned = *this;
  tuned.lowest_hz *= tuning_hz / kStandardTuning_hz;
  return tuned;
}

Expected<FeatureExtractor> FeatureExtractor::create(const FeatureSpec& spec) {
  const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
  if (spec.maps.empty()) {
    return Error{ErrorCode::invalid_argument, "features have no maps, expected one or more",
                 "maps"};
  }
  if (!positive(spec.log_energy.eps) || !positive(spec.log_energy.scale)) {
    return Error{ErrorCode::invalid_argument,
                 "log energy needs eps and scale above 0, found eps " +
                     std::to_string(spec.log_energy.eps) + " and scale " +
                     std::to_string(spec.log_energy.scale),
                 "log_energy"};
  }
  std::vector<CqtSpec> specs;
  for (int map = 0; map < spec.map_count(); ++map) specs.push_back(spec.cqt_spec(map));
  Expected<CqtBank> bank = CqtBank::create(specs);
  if (!bank) return bank.error();
  return FeatureExtractor(spec, std::move(*bank));
}

FeatureExtractor::FeatureExtractor(const FeatureSpec& spec, CqtBank bank)
    : spec_(spec),
      bank_(std::move(bank)),
      log_energy_(spec.log_energy),
      cells_(std::size_t(kGroupFrames) * std::size_t(spec.cell_count())) {}

void FeatureExtractor::push(const float* samples, std::size_t count, const FeatureSink& sink) {
  bank_.push(samples, count, scale_into(sink));
}

void FeatureExtractor::finish(const FeatureSink& sink) { bank_.finish(scale_into(sink)); }

CqtBankSink FeatureExtractor::scale_into(const FeatureSink& sink) {
  return [this, &sink](const CqtBankBlock& block) {
    if (watcher_) watcher_(block);
    const auto maps = std::size_t(spec_.map_count());
    const std::size_t count = std::size_t(block.frame_count) * std::size_t(spec_.bin_count());
    for (std::size_t m = 0; m < maps; ++m) {
      log_energy_.apply(block.maps[m], count, cells_.data() + m, maps);
    }
    sink(block.first_frame, block.frame_count, cells_.data());
  };
}

Expected<Map2d> extract_features(const FeatureSpec& spec, const float* samples, std::size_t count) {
  Expected<FeatureExtractor> extractor = FeatureExtractor::create(spec);
  if (!extractor) return extractor.error();
  const auto hop = std::size_t(spec.hop_samples);
  Map2d map;
  map.columns = std::size_t(spec.cell_count());
  map.cells.reserve((count + hop - 1) / hop * map.columns);
  const FeatureSink append = [&](std::int64_t, int frames, const float* cells) {
    map.cells.insert(map.cells.end(), cells, cells + std::size_t(frames) * map.columns);
    map.rows += std::size_t(frames);
  };
  extractor->push(samples, count, append);
  extractor->finish(append);
  return map;
}

}  // namespace divisi::features
