#include "slots/source_windows.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "audio/mono_source.h"
#include "core/parallel.h"
#include "train/slot_features.h"

namespace divisi::slots {
namespace {

/// Frames in which one of the notes sounds.
std::vector<char> active_by_notes(const std::vector<Note>& notes, std::size_t frame_count) {
  const auto spec = train::slot_features();
  const double hop_s = spec.hop_samples / spec.sample_rate_hz;
  std::vector<char> active(frame_count, 0);
  for (const Note& note : notes) {
    const auto begin = static_cast<std::size_t>(std::max(0L, std::lround(note.onset_s / hop_s)));
    const auto end = static_cast<std::size_t>(std::max(0L, std::lround(note.offset_s / hop_s)));
    for (std::size_t t = begin; t < std::min(end, frame_count); ++t) active[t] = 1;
  }
  return active;
}

/// Frames whose loudest bin is within 30 dB of the stem's loudest.
std::vector<char> active_by_energy(const Map2d& map) {
  constexpr float kBelow = 6.9f;  // 30 dB in nepers of energy
  const float below = kBelow / static_cast<float>(features::LogEnergySpec{}.scale);
  const float loudest = *std::max_element(map.cells.begin(), map.cells.end());
  std::vector<char> active(map.rows, 0);
  for (std::size_t t = 0; t < map.rows; ++t) {
    const auto row = map.cells.begin() + static_cast<long>(t * map.columns);
    active[t] =
        *std::max_element(row, row + static_cast<long>(map.columns)) > loudest - below ? 1 : 0;
  }
  return active;
}

std::vector<int> active_starts(const std::vector<char>& active, const TeacherRecipe& recipe) {
  std::vector<int> starts;
  const int window = recipe.window_frames;
  for (int t = 0; t + window <= static_cast<int>(active.size()); ++t) {
    const auto first = active.begin() + t;
    if (static_cast<double>(std::count(first, first + window, 1)) >= recipe.least_active * window)
      starts.push_back(t);
  }
  return starts;
}

Expected<StemFeatures> load_stem(const SlotPiece& piece, const SourceTruth& source,
                                 const TeacherRecipe& recipe) {
  const auto spec = train::slot_features();
  const auto samples = audio::read_all_mono(source.audio, static_cast<int>(spec.sample_rate_hz));
  if (!samples) return samples.error();
  const auto map = features::extract_features(spec, samples->data(), samples->size());
  if (!map) return map.error();
  StemFeatures stem{piece.id, source.name, source.family, {}, {}};
  stem.frames =
      torch::empty({static_cast<std::int64_t>(map->rows), static_cast<std::int64_t>(map->columns)});
  std::memcpy(stem.frames.data_ptr<float>(), map->cells.data(), map->cells.size() * sizeof(float));
  if (map->rows == 0) return stem;
  stem.starts = active_starts(
      source.notes.empty() ? active_by_energy(*map) : active_by_notes(source.notes, map->rows),
      recipe);
  return stem;
}

/// Energies times a factor: features are logarithms of them.
torch::Tensor with_gain(const torch::Tensor& window, double gain_db) {
  const double scale = features::LogEnergySpec{}.scale;
  return torch::log1p(torch::expm1(window * scale) * std::pow(10.0, gain_db / 10.0)) / scale;
}

/// Silence over a random stretch along one dimension.
void mask_stretch(torch::Tensor& window, std::int64_t dimension, int longest, core::Rng& rng) {
  const int size = static_cast<int>(window.size(dimension));
  const int length = rng.integer(0, std::min(longest, size));
  const int begin = rng.integer(0, size - length);
  window.slice(dimension, begin, begin + length).zero_();
}

}  // namespace

Expected<std::vector<StemFeatures>> load_stems(const std::vector<SlotPiece>& pieces,
                                               const TeacherRecipe& recipe, int threads) {
  std::vector<std::pair<const SlotPiece*, const SourceTruth*>> wanted;
  for (const SlotPiece& piece : pieces) {
    for (const SourceTruth& source : piece.sources) {
      if (!source.audio.empty()) wanted.emplace_back(&piece, &source);
    }
  }
  return core::parallel_collect(wanted.size(), threads, [&](std::size_t i) {
    return load_stem(*wanted[i].first, *wanted[i].second, recipe);
  });
}

std::vector<StemFeatures> with_windows(std::vector<StemFeatures> stems) {
  std::erase_if(stems, [](const StemFeatures& stem) { return stem.starts.empty(); });
  return stems;
}

torch::Tensor window_at(const StemFeatures& stem, int start, const TeacherRecipe& recipe,
                        core::Rng* rng) {
  torch::Tensor window = stem.frames.slice(0, start, start + recipe.window_frames).clone();
  if (rng != nullptr) {
    window = with_gain(window, rng->uniform(-recipe.gain_db, recipe.gain_db));
    mask_stretch(window, 1, recipe.masked_bins, *rng);
    mask_stretch(window, 0, recipe.masked_frames, *rng);
  }
  return (window / window.max().clamp_min(1e-3)).unsqueeze(2);
}

std::vector<int> even_starts(const StemFeatures& stem, int count) {
  std::vector<int> chosen;
  const std::size_t there = stem.starts.size();
  for (int i = 0; i < count && there > 0; ++i) {
    const std::size_t place = there * static_cast<std::size_t>(2 * i + 1);
    chosen.push_back(stem.starts[place / static_cast<std::size_t>(2 * count)]);
  }
  return chosen;
}

}  // namespace divisi::slots
