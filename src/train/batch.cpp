#include "train/batch.h"

#include <algorithm>
#include <optional>

#include "train/augment.h"

namespace divisi::train {
namespace {

/// A stretch of a clip, as it is coloured here.
struct Voice {
  const Clip* clip;
  int first_frame;
  Colour colour;
};

/// The values of clips' bytes, with silence outside the clips.
class FeatureReader {
 public:
  FeatureReader(const ClipFeatures& features, const Recipe& recipe)
      : features_(features), recipe_(recipe), silence_(features.value_of(0)) {
    if (features.energy_scale) recolour_.emplace(features);
  }

  bool can_recolour() const { return recolour_.has_value(); }

  /// The clip, and now and then one of the companions from anywhere in it.
  std::vector<Voice> draw_voices(const Clip& clip, int first_frame,
                                 const std::vector<const Clip*>& companions, core::Rng& rng) const {
    std::vector<Voice> voices = {draw_voice(clip, first_frame, rng)};
    if (!companions.empty() && rng.chance(recipe_.augment.company_probability)) {
      const Clip& other = *rng.pick(companions);
      const int spare = std::max(0, other.frame_count - recipe_.segment_frames);
      const int from = rng.integer(0, spare);
      voices.push_back(draw_voice(other, from, rng));
    }
    return voices;
  }

  void read_plain(const Clip& clip, int first_frame, float* out) const {
    for (int t = 0; t < recipe_.segment_frames; ++t, out += features_.cell_count()) {
      const std::uint8_t* bytes = frame_of(clip, first_frame + t);
      if (bytes == nullptr) {
        std::fill_n(out, features_.cell_count(), silence_);
      } else {
        std::transform(bytes, bytes + features_.cell_count(), out,
                       [this](std::uint8_t byte) { return features_.value_of(byte); });
      }
    }
  }

  /// All of them together.
  void read(const std::vector<Voice>& voices, core::Rng& rng, float* out) const {
    for (int t = 0; t < recipe_.segment_frames; ++t, out += features_.cell_count()) {
      std::fill_n(out, features_.cell_count(), 0.0f);
      bool sounds = false;
      for (const Voice& voice : voices) {
        const std::uint8_t* bytes = frame_of(*voice.clip, voice.first_frame + t);
        if (bytes == nullptr) continue;
        recolour_->add_energies(bytes, voice.colour, 0, rng, out);
        sounds = true;
      }
      if (sounds) {
        recolour_->to_features(out);
      } else {
        std::fill_n(out, features_.cell_count(), silence_);
      }
    }
  }

 private:
  Voice draw_voice(const Clip& clip, int first_frame, core::Rng& rng) const {
    return {&clip, first_frame, draw_colour(features_.bin_count, recipe_.augment, rng)};
  }

  /// Nothing outside the clip.
  const std::uint8_t* frame_of(const Clip& clip, int frame) const {
    if (frame < 0 || frame >= clip.frame_count) return nullptr;
    const auto cells = static_cast<std::size_t>(features_.cell_count());
    return clip.features.data() + static_cast<std::size_t>(frame) * cells;
  }

  const ClipFeatures& features_;
  const Recipe& recipe_;
  std::optional<Recolour> recolour_;
  float silence_;
};

std::vector<const Clip*> companions_in(const ClipSet& set, const Architecture& architecture,
                                       const Recipe& recipe) {
  std::vector<const Clip*> companions;
  if (recipe.augment.company_probability == 0.0) return companions;
  for (const Clip& clip : set.clips) {
    if (architecture.may_accompany(clip)) companions.push_back(&clip);
  }
  return companions;
}

torch::Tensor without_margins(const torch::Tensor& all, const Recipe& recipe) {
  if (!all.defined()) return all;
  return all.slice(1, recipe.margin_frames, all.size(1) - recipe.margin_frames);
}

torch::Tensor moved(const torch::Tensor& tensor, torch::Device device) {
  return tensor.defined() ? tensor.to(device) : tensor;
}

/// [B, S, D], S as many as the clip with most has, zeros where one has fewer; undefined when there
/// are none.
torch::Tensor source_vectors_of(const ClipSet& set, const std::vector<Segment>& segments) {
  std::size_t most = 0;
  std::size_t dimensions = 0;
  for (const Segment& segment : segments) {
    const auto& vectors = set.clips[segment.clip].source_vectors;
    most = std::max(most, vectors.size());
    if (!vectors.empty()) dimensions = vectors.front().size();
  }
  if (most == 0) return {};
  torch::Tensor all =
      torch::zeros({static_cast<std::int64_t>(segments.size()), static_cast<std::int64_t>(most),
                    static_cast<std::int64_t>(dimensions)});
  float* out = all.data_ptr<float>();
  for (const Segment& segment : segments) {
    float* vector = out;
    for (const std::vector<float>& values : set.clips[segment.clip].source_vectors)
      vector = std::copy(values.begin(), values.end(), vector);
    out += most * dimensions;
  }
  return all;
}

float* item_of(torch::Tensor& all, std::size_t item) {
  return all.data_ptr<float>() + item * static_cast<std::size_t>(all.numel() / all.size(0));
}

}  // namespace

std::vector<Segment> draw_segments(const ClipSet& set, const Architecture& architecture,
                                   const Recipe& recipe, core::Rng& rng) {
  std::vector<double> ends;
  double total = 0.0;
  for (const Clip& clip : set.clips) ends.push_back(total += architecture.weight_of(clip));
  std::vector<Segment> segments;
  for (int i = 0; i < recipe.batch_items; ++i) {
    const double place = rng.uniform(0.0, total);
    const auto found = std::upper_bound(ends.begin(), ends.end(), place);
    const auto clip =
        std::min<std::size_t>(static_cast<std::size_t>(found - ends.begin()), set.clips.size() - 1);
    // Up to a margin outside the clip, so that beginnings and ends are learned as well.
    const int last = set.clips[clip].frame_count - recipe.segment_frames + recipe.margin_frames;
    segments.push_back(
        {clip, rng.integer(-recipe.margin_frames, std::max(-recipe.margin_frames, last))});
  }
  return segments;
}

std::vector<Segment> even_segments(const ClipSet& set, const Recipe& recipe, int count) {
  std::vector<Segment> segments;
  for (int i = 0; i < count; ++i) {
    const std::size_t clip =
        static_cast<std::size_t>(i) * set.clips.size() / static_cast<std::size_t>(count);
    const int spare = std::max(0, set.clips[clip].frame_count - recipe.segment_frames);
    segments.push_back({clip, static_cast<int>((static_cast<long>(i) * 7919) % (spare + 1))});
  }
  return segments;
}

Batch make_batch(const ClipSet& set, const std::vector<Segment>& segments,
                 const Architecture& architecture, const Recipe& recipe, core::Rng* rng) {
  const auto items = static_cast<std::int64_t>(segments.size());
  const ClipFeatures& features = set.features;
  Batch batch;
  batch.features =
      torch::empty({items, recipe.segment_frames, features.bin_count, features.map_count});
  batch.targets.cells =
      torch::empty({items, recipe.segment_frames, architecture.pitches().pitch_count,
                    architecture.target_count()});
  batch.targets.source_vectors = source_vectors_of(set, segments);
  const FeatureReader reader(features, recipe);
  const std::vector<const Clip*> companions = companions_in(set, architecture, recipe);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Clip& clip = set.clips[segments[i].clip];
    float* out = item_of(batch.features, i);
    if (rng == nullptr || !reader.can_recolour()) {
      reader.read_plain(clip, segments[i].first_frame, out);
    } else {
      reader.read(reader.draw_voices(clip, segments[i].first_frame, companions, *rng), *rng, out);
    }
    architecture.write_targets(clip, features.frames(), segments[i].first_frame,
                               recipe.segment_frames, item_of(batch.targets.cells, i));
  }
  return batch;
}

Targets to_device(const Targets& targets, torch::Device device) {
  Targets there(moved(targets.cells, device));
  there.source_vectors = moved(targets.source_vectors, device);
  return there;
}

Outputs to_device(const Outputs& outputs, torch::Device device) {
  Outputs there(moved(outputs.cells, device));
  there.frames = moved(outputs.frames, device);
  there.slots = moved(outputs.slots, device);
  return there;
}

Outputs inner_frames(const Outputs& all, const Recipe& recipe) {
  Outputs inner(without_margins(all.cells, recipe));
  inner.frames = without_margins(all.frames, recipe);
  inner.slots = all.slots;
  return inner;
}

Targets inner_frames(const Targets& all, const Recipe& recipe) {
  Targets inner(without_margins(all.cells, recipe));
  inner.source_vectors = all.source_vectors;
  return inner;
}

}  // namespace divisi::train
