#include "cerberus/crop_batch.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/parallel.h"

namespace divisi::cerberus {
namespace {

/// Where one source of a crop is from, and how much louder it is made.
struct Taken {
  Crop from;
  float gain = 1.0f;
};

float gain_within(double range_db, core::Rng& rng) {
  return static_cast<float>(std::pow(10.0, rng.uniform(-range_db, range_db) / 20.0));
}

/// Crop by crop, source by source. A recipe without remixing draws as it did before there was any.
std::vector<Taken> take_stems(const CropSet& set, const std::vector<Crop>& crops,
                              std::size_t sources, const CropRecipe& recipe, core::Rng* rng) {
  std::vector<Taken> taken;
  for (const Crop& crop : crops) {
    const float gain = rng == nullptr ? 1.0f : gain_within(recipe.gain_db, *rng);
    taken.insert(taken.end(), sources, {crop, gain});
  }
  if (rng == nullptr) return taken;
  if (recipe.remixed > 0.0) {
    for (std::size_t first = 0; first < taken.size(); first += sources) {
      if (rng->uniform() >= recipe.remixed) continue;
      for (std::size_t n = 0; n < sources; ++n) taken[first + n].from = rng->pick(set.crops);
    }
  }
  if (recipe.stem_gain_db > 0.0) {
    for (Taken& stem : taken) stem.gain *= gain_within(recipe.stem_gain_db, *rng);
  }
  return taken;
}

/// Where one source of one crop goes.
struct SourcePlace {
  const StemFile& sound;
  std::int64_t first_sample;
  float gain;
  features::Bin* out;  ///< [T, N, F] from its own on
  std::size_t stride;  ///< bins from frame to frame
};

void transform(const SourcePlace& place, int frames) {
  std::vector<float> samples(static_cast<std::size_t>(crop_samples(frames)));
  const std::int16_t* steps = place.sound.samples().data() + place.first_sample;
  const float scale = place.gain * place.sound.scale();
  std::transform(steps, steps + samples.size(), samples.begin(),
                 [scale](std::int16_t step) { return scale * static_cast<float>(step); });
  const std::vector<features::Bin> spectrum = features::stft(kStft, samples);
  DIVISI_CHECK(spectrum.size() == static_cast<std::size_t>(frames) * models::kCerberusBins,
               "a crop has as many frames as it was cut for");
  for (int t = 0; t < frames; ++t) {
    std::copy_n(spectrum.begin() + static_cast<long>(t) * models::kCerberusBins,
                models::kCerberusBins, place.out + static_cast<std::size_t>(t) * place.stride);
  }
}

}  // namespace

torch::Tensor CropBatch::level_db() const {
  const double least = std::pow(10.0, models::kCerberusLowestDb / 20.0);
  return (20.0 * mixture.abs().clamp_min(least).log10()).unsqueeze(2);
}

CropBatch CropBatch::to(torch::Device device) const {
  return {mixture.to(device), sources.to(device), rolls.to(device)};
}

std::vector<Note> notes_that_count(const PieceStem& stem, int least_velocity) {
  std::vector<Note> notes;
  const bool drums = stem.instrument == models::kCerberusDrums;
  for (Note note : stem.notes) {
    if (note.velocity < least_velocity) continue;
    if (!models::kCerberusPitchGrid.contains_midi(note.pitch_midi)) continue;
    const double shortest_s = note.onset_s + kShortestNote_s;
    note.offset_s = drums ? shortest_s : std::max(note.offset_s, shortest_s);
    notes.push_back(note);
  }
  return notes;
}

void write_roll(const PieceStem& stem, double first_s, int frames, int least_velocity,
                std::size_t stride, float* roll) {
  for (const Note& note : notes_that_count(stem, least_velocity)) {
    const int pitch = note.pitch_midi - models::kCerberusLowestMidi;
    const auto begin = std::lround((note.onset_s - first_s) / models::kCerberusFrames.hop_s);
    const auto end = std::lround((note.offset_s - first_s) / models::kCerberusFrames.hop_s);
    for (long t = std::max(0L, begin); t < std::min<long>(frames, end); ++t)
      roll[static_cast<std::size_t>(t) * stride + static_cast<std::size_t>(pitch)] = 1.0f;
  }
}

CropBatch make_crop_batch(const CropSet& set, const std::vector<Crop>& crops,
                          const CropRecipe& recipe, int threads, core::Rng* rng) {
  const auto items = static_cast<std::int64_t>(crops.size());
  const auto count = static_cast<std::int64_t>(set.pieces.front().stems.size());
  CropBatch batch;
  batch.sources = torch::empty({items, recipe.frames, count, models::kCerberusBins},
                               torch::dtype(torch::kComplexFloat));
  batch.rolls = torch::zeros({items, recipe.frames, count, models::kCerberusPitches});
  const auto sources = static_cast<std::size_t>(count);
  const std::vector<Taken> taken = take_stems(set, crops, sources, recipe, rng);
  auto* bins = reinterpret_cast<features::Bin*>(batch.sources.data_ptr<c10::complex<float>>());
  float* cells = batch.rolls.data_ptr<float>();
  core::parallel_for(taken.size(), threads, [&](std::size_t job) {
    const std::size_t item = job / sources, n = job % sources;
    const auto& [crop, gain] = taken[job];
    const Piece& piece = set.pieces[static_cast<std::size_t>(crop.piece)];
    const PieceStem& stem = piece.stems[n];
    const auto rows = item * static_cast<std::size_t>(recipe.frames);
    transform(
        {*stem.sound, crop.first_sample, gain, bins + (rows * sources + n) * models::kCerberusBins,
         sources * models::kCerberusBins},
        recipe.frames);
    write_roll(stem, static_cast<double>(crop.first_sample) / models::kCerberusRateHz,
               recipe.frames, recipe.least_velocity, sources * models::kCerberusPitches,
               cells + (rows * sources + n) * models::kCerberusPitches);
  });
  batch.mixture = batch.sources.sum(2);
  return batch;
}

}  // namespace divisi::cerberus
