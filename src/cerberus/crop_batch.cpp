#include "cerberus/crop_batch.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/parallel.h"

namespace divisi::cerberus {
namespace {

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
  std::vector<float> gains;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const double gain_db = rng == nullptr ? 0.0 : rng->uniform(-recipe.gain_db, recipe.gain_db);
    gains.push_back(static_cast<float>(std::pow(10.0, gain_db / 20.0)));
  }
  const auto sources = static_cast<std::size_t>(count);
  auto* bins = reinterpret_cast<features::Bin*>(batch.sources.data_ptr<c10::complex<float>>());
  float* cells = batch.rolls.data_ptr<float>();
  core::parallel_for(crops.size() * sources, threads, [&](std::size_t job) {
    const std::size_t item = job / sources, n = job % sources;
    const Crop& crop = crops[item];
    const Piece& piece = set.pieces[static_cast<std::size_t>(crop.piece)];
    const PieceStem& stem = piece.stems[n];
    const auto rows = item * static_cast<std::size_t>(recipe.frames);
    transform(
        {*stem.sound, crop.first_sample, gains[item],
         bins + (rows * sources + n) * models::kCerberusBins, sources * models::kCerberusBins},
        recipe.frames);
    write_roll(stem, static_cast<double>(crop.first_sample) / models::kCerberusRateHz,
               recipe.frames, recipe.least_velocity, sources * models::kCerberusPitches,
               cells + (rows * sources + n) * models::kCerberusPitches);
  });
  batch.mixture = batch.sources.sum(2);
  return batch;
}

}  // namespace divisi::cerberus
