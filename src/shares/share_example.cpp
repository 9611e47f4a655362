#include "shares/share_example.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <map>

#include "core/rng.h"
#include "core/score_of_notes.h"
#include "engine/kind_of_sound.h"
#include "engine/learned_shares.h"
#include "eval/stem_files.h"
#include "features/stft.h"
#include "models/share_net.h"
#include "separate/level_meter.h"

namespace divisi::shares {
namespace {

using eval::MonoSound;
using features::Bin;
using separate::kBands;

constexpr float kTiny = 1e-12F;

/// A true source.
struct Source {
  std::string name;  ///< the class in a band, else the annotation's word
  std::vector<float> samples;
};

std::vector<std::string> classes_of(const data::Clip& clip) {
  std::vector<std::string> classes;
  for (const data::Stem& stem : clip.stems) {
    const bool is_new = std::find(classes.begin(), classes.end(), stem.band_class) == classes.end();
    if (!stem.band_class.empty() && is_new) classes.push_back(stem.band_class);
  }
  return classes;
}

Expected<Score> notes_of(const Transcriber& transcriber, const data::Clip& clip, NotesFrom from) {
  if (from == NotesFrom::truth) {
    const Expected<core::Annotation> annotation = clip.read_annotation();
    if (!annotation) return annotation.error();
    return core::score_of_notes(annotation->notes);
  }
  TranscribeOptions options;
  options.threads = 1;
  if (from == NotesFrom::told) options.parts.instruments = classes_of(clip);
  Expected<Transcription> result = transcriber.transcribe(clip.mix, options);
  if (!result) return result.error();
  return std::move(result->score);
}

Expected<std::vector<Source>> sources_of(const data::Clip& clip, const MonoSound& mixture,
                                         NotesFrom from) {
  std::vector<Source> sources;
  for (const data::Stem& stem : clip.stems) {
    auto samples = eval::read_stem(stem.path, mixture);
    if (!samples) return samples.error();
    const std::string& name = from == NotesFrom::told ? stem.band_class : stem.source;
    sources.push_back({name, std::move(*samples)});
  }
  return sources;
}

/// What is in each band of some frames, sums over its bins.
class BandSums {
 public:
  BandSums(const features::StftSpec& spec, int sample_rate_hz) : map_(std::size_t(spec.bins())) {
    for (int bin = 0; bin < spec.bins(); ++bin) {
      const double hz = double(bin) * sample_rate_hz / spec.window_samples;
      map_[std::size_t(bin)] = int(std::lround(separate::band_at(hz)));
    }
  }
  /// Re<a, b> of one frame, added to `sums` [kBands].
  void add(const Bin* a, const Bin* b, float* sums) const {
    for (std::size_t bin = 0; bin < map_.size(); ++bin)
      sums[map_[bin]] += a[bin].real() * b[bin].real() + a[bin].imag() * b[bin].imag();
  }

 private:
  std::vector<int> map_;
};

/// A stretch of the recording: sums of its bands.
struct Truth {
  std::vector<float> power;                ///< [T, B] of the mixture
  std::vector<std::vector<float>> common;  ///< [source][T, B] with the mixture
  std::vector<std::vector<float>> own;     ///< [source][T, B] of the source itself
};

class Stretches {
 public:
  Stretches(const MonoSound& mixture, const std::vector<Source>& sources)
      : spec_(separate::separation_stft(mixture.sample_rate_hz)),
        sums_(spec_, mixture.sample_rate_hz) {
    spec_.hop_samples *= 2;
    mixture_ = features::stft(spec_, mixture.samples);
    for (const Source& source : sources) stems_.push_back(features::stft(spec_, source.samples));
    separate::LevelMeter meter(spec_, mixture.sample_rate_hz, 1);
    meter.push(mixture.samples.data(), mixture.samples.size(), levels_);
    meter.finish(levels_);
    reference_ = meter.mean_level();
    frames_ = {double(spec_.hop_samples) / mixture.sample_rate_hz, 0.0};
  }

  std::int64_t frame_count() const { return std::int64_t(levels_.size()) / kBands; }
  float reference() const { return reference_; }
  const float* level(std::int64_t frame) const { return levels_.data() + frame * kBands; }

  std::vector<float> shares(separate::FittedShares& estimator, std::int64_t begin, int frames) {
    separate::Stretch stretch;
    stretch.frames = frames_;
    stretch.first = stretch.begin = begin;
    stretch.end = stretch.last = begin + frames;
    stretch.levels = level(begin);
    std::vector<float> shares;
    estimator.estimate(stretch, shares);
    return shares;
  }

  Truth truth(std::int64_t begin, int frames) const {
    Truth truth;
    truth.power = summed(mixture_, mixture_, begin, frames);
    for (const std::vector<Bin>& stem : stems_) {
      truth.common.push_back(summed(mixture_, stem, begin, frames));
      truth.own.push_back(summed(stem, stem, begin, frames));
    }
    return truth;
  }

 private:
  std::vector<float> summed(const std::vector<Bin>& a, const std::vector<Bin>& b,
                            std::int64_t begin, int frames) const {
    std::vector<float> sums(std::size_t(frames) * kBands);
    const std::ptrdiff_t bins = spec_.bins();
    for (int t = 0; t < frames; ++t) {
      const std::ptrdiff_t at = (begin + t) * bins;
      sums_.add(a.data() + at, b.data() + at, sums.data() + std::ptrdiff_t(t) * kBands);
    }
    return sums;
  }

  features::StftSpec spec_;
  BandSums sums_;
  std::vector<Bin> mixture_;
  std::vector<std::vector<Bin>> stems_;
  std::vector<float> levels_;
  FrameGrid frames_;
  float reference_ = 1.0F;
};

/// Which source most of what each part has is of; -1 where it has nothing.
std::vector<int> sources_by_sound(const std::vector<float>& shares, int parts, const Truth& truth) {
  std::vector<int> owners;
  const auto cells = std::ptrdiff_t(truth.power.size());
  for (int part = 0; part < parts; ++part) {
    int owner = -1;
    double most = 0.0;
    for (std::size_t k = 0; k < truth.common.size(); ++k) {
      double sum = 0.0;
      for (std::ptrdiff_t i = 0; i < cells; ++i) {
        const std::ptrdiff_t at = (i / kBands * (parts + 1) + part) * kBands + i % kBands;
        sum += double(shares[std::size_t(at)]) * truth.common[k][std::size_t(i)];
      }
      if (sum > most) most = sum, owner = int(k);
    }
    owners.push_back(owner);
  }
  return owners;
}

std::vector<int> sources_by_name(const Score& score, const std::vector<Source>& sources) {
  std::vector<int> owners;
  for (const Part& part : score.parts) {
    const std::string name = part.is_drums ? "drums" : part.family;
    const auto found = std::find_if(sources.begin(), sources.end(),
                                    [&](const Source& source) { return source.name == name; });
    owners.push_back(found == sources.end() ? -1 : int(found - sources.begin()));
  }
  return owners;
}

torch::Tensor as_half(std::vector<float> values, const std::vector<std::int64_t>& shape,
                      float factor) {
  const torch::Tensor all = torch::from_blob(values.data(), shape);
  return (all * factor).to(torch::kHalf);
}

/// Owners to groups: sources that somebody owns in order of first appearance, then the rest.
std::vector<std::int64_t> groups_of(const std::vector<int>& owners, std::vector<int>& sources) {
  std::map<int, std::int64_t> known;
  std::vector<std::int64_t> groups;
  for (const int owner : owners) {
    if (owner >= 0 && known.emplace(owner, std::int64_t(sources.size())).second)
      sources.push_back(owner);
    groups.push_back(owner >= 0 ? known[owner] : -1);
  }
  for (std::int64_t& group : groups) {
    if (group < 0) group = std::int64_t(sources.size());
  }
  groups.push_back(std::int64_t(sources.size()));
  return groups;
}

ShareExample example_of(const Score& score, const std::vector<float>& shares,
                        const std::vector<int>& owners, const Truth& truth, const float* levels,
                        float reference, int frames) {
  const int parts = int(score.parts.size());
  std::vector<int> sources;
  ShareExample example;
  const std::vector<std::int64_t> groups = groups_of(owners, sources);
  const std::size_t count = sources.size() + 1, cells = truth.power.size();
  std::vector<float> targets(count * cells), energies(count * std::size_t(frames));
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t row = i / kBands, band = i % kBands;
    float left = 1.0F;
    float* target = targets.data() + row * count * kBands + band;
    for (std::size_t g = 0; g + 1 < count; ++g) {
      const auto k = std::size_t(sources[g]);
      const float best = truth.common[k][i] / (truth.power[i] + kTiny);
      left -= best;
      target[g * kBands] = std::clamp(best, 0.0F, 1.0F);
      energies[row * count + g] += truth.own[k][i];
    }
    target[(count - 1) * kBands] = std::clamp(left, 0.0F, 1.0F);
    energies[row * count + count - 1] += std::max(0.0F, left) * truth.power[i];
  }
  std::vector<float> weights(cells);
  for (std::size_t i = 0; i < cells; ++i) weights[i] = std::sqrt(truth.power[i]);
  // Levels are a sine's amplitude, sums those of a transform: any common unit will do.
  double sum = 0.0;
  for (const float power : truth.power) sum += power;
  const float unit = 1.0F / (float(std::sqrt(sum / double(cells))) + kTiny);
  const std::int64_t t = frames, b = kBands;
  example.levels = as_half({levels, levels + cells}, {t, b}, 1.0F / reference);
  example.weights = as_half(std::move(weights), {t, b}, unit);
  example.shares = as_half(shares, {t, parts + 1, b}, 1.0F);
  example.targets = as_half(std::move(targets), {t, std::int64_t(count), b}, 1.0F);
  example.groups = torch::tensor(groups);
  example.energies = torch::tensor(energies).reshape({t, std::int64_t(count)}) * (unit * unit);
  std::vector<std::int64_t> sounds;
  for (const Part& part : score.parts) sounds.push_back(engine::sound_of(part));
  sounds.push_back(models::kResidualSound);
  example.sounds = torch::tensor(sounds);
  return example;
}

}  // namespace

Expected<std::vector<ShareExample>> make_examples(const Transcriber& transcriber,
                                                  const data::Clip& clip,
                                                  const ExampleOptions& options) {
  const Expected<MonoSound> mixture = eval::read_mixture(clip.mix);
  if (!mixture) return mixture.error();
  const Expected<Score> score = notes_of(transcriber, clip, options.notes);
  if (!score) return score.error();
  const auto sources = sources_of(clip, *mixture, options.notes);
  if (!sources) return sources.error();
  StemOptions reading;
  reading.threads = 1;
  auto estimator = engine::learn_shares(clip.mix, *score, reading);
  if (!estimator) return estimator.error();
  Stretches stretches(*mixture, *sources);
  std::vector<ShareExample> examples;
  const std::int64_t last = stretches.frame_count() - options.frames;
  core::Rng rng(options.seed, 1);
  std::vector<std::int64_t> begins;
  for (int i = 0; i < options.stretches && last >= 0; ++i)
    begins.push_back(rng.integer(0, static_cast<int>(last)));
  std::sort(begins.begin(), begins.end());
  for (const std::int64_t begin : begins) {
    const std::vector<float> shares = stretches.shares(*estimator->fitted, begin, options.frames);
    const Truth truth = stretches.truth(begin, options.frames);
    const std::vector<int> owners = options.notes == NotesFrom::told
                                        ? sources_by_name(*score, *sources)
                                        : sources_by_sound(shares, int(score->parts.size()), truth);
    examples.push_back(example_of(*score, shares, owners, truth, stretches.level(begin),
                                  stretches.reference(), options.frames));
  }
  return examples;
}

}  // namespace divisi::shares
