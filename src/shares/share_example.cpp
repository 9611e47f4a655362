#include "shares/share_example.h"

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "core/score_of_notes.h"
#include "engine/kind_of_sound.h"
#include "engine/learned_shares.h"
#include "models/share_net.h"
#include "shares/known_recording.h"
#include "shares/part_owners.h"

namespace divisi::shares {
namespace {

using separate::kBands;

constexpr float kTiny = 1e-12F;

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

/// Of a band by its classes, else by the annotation's words.
Expected<std::vector<eval::NamedSound>> sources_of(const data::Clip& clip,
                                                   const eval::MonoSound& mixture, NotesFrom from) {
  std::vector<eval::NamedSound> sources;
  for (const data::Stem& stem : clip.stems) {
    auto samples = eval::read_stem(stem.path, mixture);
    if (!samples) return samples.error();
    sources.push_back(
        {from == NotesFrom::told ? stem.band_class : stem.source, std::move(*samples)});
  }
  return sources;
}

/// Where stretches begin, in order.
std::vector<std::int64_t> draw_stretches(std::int64_t frame_count, const ExampleOptions& options) {
  core::Rng rng(options.seed, 1);
  const std::int64_t last = frame_count - options.frames;
  std::vector<std::int64_t> begins;
  for (int i = 0; i < options.stretches && last >= 0; ++i)
    begins.push_back(rng.integer(0, static_cast<int>(last)));
  std::sort(begins.begin(), begins.end());
  return begins;
}

torch::Tensor as_half(std::vector<float> values, const std::vector<std::int64_t>& shape,
                      float factor = 1.0F) {
  const torch::Tensor all = torch::from_blob(values.data(), shape);
  return (all * factor).to(torch::kHalf);
}

/// What makes the root mean square of the bands' magnitudes 1.
float unit_of(const std::vector<float>& power) {
  double sum = 0.0;
  for (const float one : power) sum += one;
  return 1.0F / (float(std::sqrt(sum / double(power.size()))) + kTiny);
}

/// Fills in targets, groups and energies.
void add_truth(const StretchTruth& truth, const Groups& groups, int frames, float unit,
               ShareExample& example) {
  const std::size_t count = groups.count(), cells = truth.power.size();
  std::vector<float> targets(count * cells), energies(count * std::size_t(frames));
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t row = i / kBands, band = i % kBands;
    float left = 1.0F;
    float* target = targets.data() + row * count * kBands + band;
    float* energy = energies.data() + row * count;
    for (std::size_t g = 0; g + 1 < count; ++g) {
      const auto k = std::size_t(groups.sources[g]);
      const float best = truth.common[k][i] / (truth.power[i] + kTiny);
      left -= best;
      target[g * kBands] = std::clamp(best, 0.0F, 1.0F);
      energy[g] += truth.own[k][i];
    }
    target[(count - 1) * kBands] = std::clamp(left, 0.0F, 1.0F);
    energy[count - 1] += std::max(0.0F, left) * truth.power[i];
  }
  const std::int64_t t = frames, g = std::int64_t(count);
  example.targets = as_half(std::move(targets), {t, g, kBands});
  example.energies = torch::tensor(energies).reshape({t, g}) * (unit * unit);
  example.groups = torch::tensor(groups.of_sources);
}

torch::Tensor sounds_of(const std::vector<Part>& parts) {
  std::vector<std::int64_t> sounds;
  for (const Part& part : parts) sounds.push_back(engine::sound_of(part));
  sounds.push_back(models::kResidualSound);
  return torch::tensor(sounds);
}

}  // namespace

Expected<std::vector<ShareExample>> make_examples(const Transcriber& transcriber,
                                                  const data::Clip& clip,
                                                  const ExampleOptions& options) {
  const Expected<eval::MonoSound> mixture = eval::read_mixture(clip.mix);
  if (!mixture) return mixture.error();
  const Expected<Score> score = notes_of(transcriber, clip, options.notes);
  if (!score) return score.error();
  const auto sources = sources_of(clip, *mixture, options.notes);
  if (!sources) return sources.error();
  StemOptions reading;
  reading.threads = 1;
  auto learned = engine::learn_shares(clip.mix, *score, reading);
  if (!learned) return learned.error();

  const std::vector<Part>& parts = score->parts;
  const KnownRecording recording(*mixture, *sources);
  std::vector<ShareExample> examples;
  for (const std::int64_t begin : draw_stretches(recording.frame_count(), options)) {
    const std::vector<float> shares = recording.shares(*learned->fitted, begin, options.frames);
    const StretchTruth truth = recording.truth(begin, options.frames);
    const std::vector<int> owners = options.notes == NotesFrom::told
                                        ? owners_by_name(parts, *sources)
                                        : owners_by_sound(shares, int(parts.size()), truth);
    const std::int64_t t = options.frames, s = std::int64_t(parts.size()) + 1;
    const std::size_t cells = truth.power.size();
    const float* levels = recording.level(begin);
    const float unit = unit_of(truth.power);
    std::vector<float> magnitudes(cells);
    std::transform(truth.power.begin(), truth.power.end(), magnitudes.begin(),
                   [](float power) { return std::sqrt(power); });
    ShareExample example;
    example.levels =
        as_half({levels, levels + cells}, {t, kBands}, 1.0F / recording.reference_level());
    example.weights = as_half(std::move(magnitudes), {t, kBands}, unit);
    example.shares = as_half(shares, {t, s, kBands});
    example.sounds = sounds_of(parts);
    add_truth(truth, group_parts(owners), options.frames, unit, example);
    examples.push_back(std::move(example));
  }
  return examples;
}

}  // namespace divisi::shares
