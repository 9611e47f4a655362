#include "train/batch.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "decode/targets.h"

namespace divisi::train {
namespace {

constexpr double kPi = 3.141592653589793;

/// What a byte stands for, as an energy: the inverse of features/log_energy.h and of kStepsPerUnit.
std::array<float, 256> energy_table(const features::LogEnergySpec& spec) {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<float>(spec.energy_of(static_cast<double>(i) / kStepsPerUnit));
  }
  return table;
}

/// Changes of one segment: energies are multiplied by `gain` and raised by `noise`, for each bin.
struct Colour {
  std::vector<float> gain;
  std::vector<float> noise;
};

double from_db(double db) { return std::pow(10.0, db / 10.0); }

/// A curve over the bins made of a slope and three slow waves, with about `deviation` of spread.
std::vector<double> smooth_curve(int bins, double deviation, core::Rng& rng) {
  std::vector<double> curve(static_cast<std::size_t>(bins), 0.0);
  const double slope = rng.normal(0.0, deviation);
  std::array<double, 3> height{}, phase{}, waves{};
  for (std::size_t k = 0; k < height.size(); ++k) {
    height[k] = rng.normal(0.0, deviation * 0.6);
    phase[k] = rng.uniform(0.0, 2.0 * kPi);
    waves[k] = rng.uniform(0.5, 5.0);
  }
  for (int b = 0; b < bins; ++b) {
    const double x = static_cast<double>(b) / bins;
    double value = slope * (2.0 * x - 1.0);
    for (std::size_t k = 0; k < height.size(); ++k) {
      value += height[k] * std::sin(2.0 * kPi * waves[k] * x + phase[k]);
    }
    curve[static_cast<std::size_t>(b)] = value;
  }
  return curve;
}

Colour draw_colour(int bins, const AugmentRecipe& recipe, core::Rng& rng) {
  Colour colour;
  const double level_db = rng.uniform(recipe.gain_low_db, recipe.gain_high_db);
  const std::vector<double> equaliser = smooth_curve(bins, recipe.equaliser_db, rng);
  const bool noisy = rng.chance(recipe.noise_probability);
  const double noise_db = rng.uniform(recipe.noise_low_db, recipe.noise_high_db);
  const std::vector<double> noise_curve = smooth_curve(bins, 6.0, rng);
  for (std::size_t b = 0; b < static_cast<std::size_t>(bins); ++b) {
    colour.gain.push_back(static_cast<float>(from_db(level_db + equaliser[b])));
    // A quarter: the energy of a full-scale sine in its bin (amplitude 1/2).
    colour.noise.push_back(noisy ? static_cast<float>(0.25 * from_db(noise_db + noise_curve[b])) : 0.0f);
  }
  return colour;
}

/// One frame of features, recoloured. Noise fluctuates as the energy of a narrow band of it does.
void colour_frame(const std::uint8_t* bytes, int bins, int maps, const Colour& colour,
                  const std::array<float, 256>& energy, const features::LogEnergySpec& spec,
                  core::Rng& rng, float* out) {
  const auto per_eps = static_cast<float>(1.0 / spec.eps);
  const auto per_scale = static_cast<float>(1.0 / spec.scale);
  for (int b = 0; b < bins; ++b) {
    for (int m = 0; m < maps; ++m) {
      const int cell = b * maps + m;
      float e = energy[bytes[cell]] * colour.gain[static_cast<std::size_t>(b)];
      const float noise = colour.noise[static_cast<std::size_t>(b)];
      if (noise > 0.0f) e += noise * (0.4f + 1.2f * static_cast<float>(rng.uniform()));
      out[cell] = std::log1p(e * per_eps) * per_scale;
    }
  }
}

void fill_features(const ClipSet& set, const Segment& segment, const Recipe& recipe, core::Rng* rng, float* out) {
  const Clip& clip = set.clips[segment.clip];
  const int bins = recipe.network.bin_count;
  const int maps = recipe.network.map_count;
  const std::size_t cells = static_cast<std::size_t>(bins) * static_cast<std::size_t>(maps);
  const std::array<float, 256> energy = energy_table(set.spec.log_energy);
  Colour colour;
  if (rng != nullptr) colour = draw_colour(bins, recipe.augment, *rng);
  for (int t = 0; t < recipe.segment_frames; ++t) {
    float* row = out + static_cast<std::size_t>(t) * cells;
    const int frame = segment.first_frame + t;
    if (frame < 0 || frame >= clip.frame_count) {
      std::fill_n(row, cells, 0.0f);
      continue;
    }
    const std::uint8_t* bytes = clip.features.data() + static_cast<std::size_t>(frame) * cells;
    if (rng != nullptr) {
      colour_frame(bytes, bins, maps, colour, energy, set.spec.log_energy, *rng, row);
    } else {
      std::transform(bytes, bytes + cells, row, [](std::uint8_t b) { return b / kStepsPerUnit; });
    }
  }
}

void fill_targets(const ClipSet& set, const Segment& segment, const Recipe& recipe, float* out) {
  const PitchGrid pitches{.lowest_midi = 21, .pitch_count = recipe.network.pitch_count};
  const Evidence truth = decode::rasterise_window(set.clips[segment.clip].notes, set.frames, pitches,
                                                  segment.first_frame,
                                                  static_cast<std::size_t>(recipe.segment_frames));
  const std::array<const Map2d*, models::kNoteOutputs> maps = {&truth.onset, &truth.frame, &truth.offset,
                                                               &truth.velocity};
  for (std::size_t i = 0; i < truth.onset.cells.size(); ++i) {
    for (const Map2d* map : maps) *out++ = map->cells[i];
  }
}

}  // namespace

std::vector<Segment> draw_segments(const ClipSet& set, const Recipe& recipe, core::Rng& rng) {
  std::vector<double> ends;
  double total = 0.0;
  for (const Clip& clip : set.clips) ends.push_back(total += clip.frame_count);
  std::vector<Segment> segments;
  for (int i = 0; i < recipe.batch_items; ++i) {
    const double place = rng.uniform(0.0, total);
    const auto found = std::upper_bound(ends.begin(), ends.end(), place);
    const auto clip = std::min<std::size_t>(static_cast<std::size_t>(found - ends.begin()), set.clips.size() - 1);
    // Up to a margin outside the clip, so that beginnings and ends are learned as well.
    const int last = set.clips[clip].frame_count - recipe.segment_frames + recipe.margin_frames;
    segments.push_back({clip, rng.integer(-recipe.margin_frames, std::max(-recipe.margin_frames, last))});
  }
  return segments;
}

std::vector<Segment> even_segments(const ClipSet& set, const Recipe& recipe, int count) {
  std::vector<Segment> segments;
  for (int i = 0; i < count; ++i) {
    const std::size_t clip = static_cast<std::size_t>(i) * set.clips.size() / static_cast<std::size_t>(count);
    const int spare = std::max(0, set.clips[clip].frame_count - recipe.segment_frames);
    segments.push_back({clip, static_cast<int>((static_cast<long>(i) * 7919) % (spare + 1))});
  }
  return segments;
}

Batch make_batch(const ClipSet& set, const std::vector<Segment>& segments, const Recipe& recipe,
                 core::Rng* rng) {
  const auto items = static_cast<std::int64_t>(segments.size());
  const models::NoteNetSpec& net = recipe.network;
  Batch batch;
  batch.features = torch::empty({items, recipe.segment_frames, net.bin_count, net.map_count});
  batch.targets = torch::empty({items, recipe.segment_frames, net.pitch_count, models::kNoteOutputs});
  const auto item_of = [](torch::Tensor& all, std::size_t i) {
    return all.data_ptr<float>() + i * static_cast<std::size_t>(all.numel() / all.size(0));
  };
  for (std::size_t i = 0; i < segments.size(); ++i) {
    fill_features(set, segments[i], recipe, rng, item_of(batch.features, i));
    fill_targets(set, segments[i], recipe, item_of(batch.targets, i));
  }
  return batch;
}

}  // namespace divisi::train
