#include "timbre/instrument_patches.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/check.h"
#include "core/parallel.h"
#include "parts/note_patch.h"
#include "train/augment.h"

namespace divisi::timbre {
namespace {

constexpr int kMostSourcesTogether = 6;  ///< of two clips

/// A clip of a scene, and how it is heard there.
struct HeardClip {
  const train::Clip* clip;
  train::Colour colour = {};  ///< where it is recoloured
  int semitones = 0;
};
using HeardScene = std::vector<HeardClip>;

/// The frames around one note as floats.
class Rows {
 public:
  Rows(const train::ClipFeatures& features, const train::Recolour& recolour, int bins_per_pitch)
      : features_(features), recolour_(recolour), bins_per_pitch_(bins_per_pitch) {}

  /// `rng`: of noise; null: as it is. Requires: then the scene is one clip.
  parts::FeatureRows cut(const HeardScene& scene, long first, long count, core::Rng* rng) {
    DIVISI_CHECK(rng != nullptr || scene.size() == 1, "clips are mixed as energies");
    rows_.assign(static_cast<std::size_t>(count) * cells(), 0.0f);
    for (const HeardClip& heard : scene) {
      const long end = std::min<long>(first + count, heard.clip->frame_count);
      for (long t = std::max(first, 0L); t < end; ++t) add_frame(heard, t, row(t - first), rng);
    }
    for (long t = 0; rng != nullptr && t < count; ++t) recolour_.to_features(row(t));
    return {rows_.data(), first, count};
  }

 private:
  std::size_t cells() const { return static_cast<std::size_t>(features_.cell_count()); }
  float* row(long t) { return rows_.data() + static_cast<std::size_t>(t) * cells(); }

  /// Its energies, or its features where it is as it is.
  void add_frame(const HeardClip& heard, long t, float* out, core::Rng* rng) const {
    const std::uint8_t* bytes = heard.clip->features.data() + static_cast<std::size_t>(t) * cells();
    if (rng != nullptr) {
      recolour_.add_energies(bytes, heard.colour, heard.semitones * bins_per_pitch_, *rng, out);
    } else {
      std::transform(bytes, bytes + cells(), out,
                     [this](std::uint8_t byte) { return features_.value_of(byte); });
    }
  }

  const train::ClipFeatures& features_;
  const train::Recolour& recolour_;
  int bins_per_pitch_;
  std::vector<float> rows_;
};

/// Which pitches sound around a note, by the clips' truth.
class Sounding {
 public:
  explicit Sounding(const FrameGrid& frames) : frames_(frames) {}

  parts::SoundingRows cut(const HeardScene& scene, long first, long count) {
    parts::SoundingRows rows;
    rows.first = first;
    rows.count = count;
    cells_.assign(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows.pitches), 0);
    for (const HeardClip& heard : scene) {
      for (const Note& note : heard.clip->notes) {
        const parts::PatchPlace place = parts::place_of(note, frames_);
        if (place.onset_frame >= first + count) break;  // they are in order of onset
        const int pitch = note.pitch_midi + heard.semitones - PitchGrid{}.lowest_midi;
        if (pitch < 0 || pitch >= rows.pitches) continue;
        const long end = std::min(place.end_frame + 1, first + count);
        for (long t = std::max(place.onset_frame, first); t < end; ++t)
          cells_[static_cast<std::size_t>((t - first) * rows.pitches + pitch)] = 1;
      }
    }
    rows.cells = cells_.data();
    return rows;
  }

 private:
  FrameGrid frames_;
  std::vector<std::uint8_t> cells_;
};

/// `count` of `all`, or all of them, in random order.
template <class T>
std::vector<T> draw(std::vector<T> all, int count, core::Rng& rng) {
  const std::size_t wanted = std::min(all.size(), static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < wanted; ++i) {
    const int last = static_cast<int>(all.size()) - 1;
    std::swap(all[i], all[static_cast<std::size_t>(rng.integer(static_cast<int>(i), last))]);
  }
  all.resize(wanted);
  return all;
}

/// The notes of one scene, from row `out` of the batch on.
struct ScenePatches {
  const train::ClipSet& set;
  const InstrumentRecipe& recipe;
  const train::Recolour& recolour;

  HeardScene hear(const Scene& scene, core::Rng* rng) const {
    HeardScene heard;
    for (const ClipNotes& chosen : scene) {
      heard.push_back({&set.clips[chosen.clip], {}, 0});
      if (rng == nullptr) continue;
      heard.back().colour = train::draw_colour(set.features.bin_count, recipe.augment, *rng);
      if (const int most = recipe.patches.most_transposed; most > 0)
        heard.back().semitones = rng->integer(-most, most);
    }
    return heard;
  }

  void fill(const Scene& scene, core::Rng* rng, float* out, std::int64_t* families) const {
    const FrameGrid frames = set.features.frames();
    const models::InstrumentNetSpec& spec = recipe.network;
    const HeardScene heard = hear(scene, rng);
    Rows rows(set.features, recolour, spec.bins_per_pitch);
    Sounding sounding(frames);
    for (std::size_t c = 0; c < scene.size(); ++c) {
      for (const std::size_t n : scene[c].notes) {
        parts::PatchPlace place = parts::place_of(heard[c].clip->notes[n], frames);
        place.pitch_midi += heard[c].semitones;
        if (rng != nullptr)
          place.onset_frame +=
              rng->integer(-recipe.patches.jitter_frames, recipe.patches.jitter_frames);
        const long first = place.onset_frame - spec.frames_before;
        parts::fill_patch(spec, rows.cut(heard, first, spec.frames, rng),
                          sounding.cut(heard, first, spec.frames), place, out);
        *families++ = family_of_note(*heard[c].clip, n);
        out += parts::patch_size(spec);
      }
    }
  }
};

std::size_t note_count(const Scene& scene) {
  std::size_t count = 0;
  for (const ClipNotes& chosen : scene) count += chosen.notes.size();
  return count;
}

}  // namespace

Expected<parts::PlayerFamilies> read_families(const std::filesystem::path& path) {
  if (!path.empty()) return parts::read_player_families(path);
  return Error{ErrorCode::invalid_argument,
               "--names: expected the file that says which player is of which family "
               "(recipes/timbre/families.json)",
               "--names"};
}

Expected<void> label_families(const std::filesystem::path& path, train::ClipSet& set) {
  const Expected<parts::PlayerFamilies> families = read_families(path);
  if (!families) return families.error();
  for (train::Clip& clip : set.clips) {
    clip.families.clear();
    for (const std::string& player : clip.players) {
      const std::optional<std::size_t> family = families->of(player);
      clip.families.push_back(family ? static_cast<int>(*family) : train::kUnknownFamily);
    }
  }
  std::erase_if(set.clips, [](const train::Clip& clip) {
    for (std::size_t n = 0; n < clip.notes.size(); ++n)
      if (family_of_note(clip, n) != train::kUnknownFamily) return false;
    return true;
  });
  if (!set.clips.empty()) return {};
  return Error{ErrorCode::invalid_argument,
               path.string() + " knows nobody who plays in these clips (their clip.json: parts)",
               path.string()};
}

int family_of_note(const train::Clip& clip, std::size_t note) {
  const auto source = static_cast<std::size_t>(clip.note_sources[note]);
  return source < clip.families.size() ? clip.families[source] : train::kUnknownFamily;
}

ClipNotes draw_notes(const train::ClipSet& set, std::size_t clip, const PatchRecipe& recipe,
                     core::Rng& rng) {
  std::map<int, std::vector<std::size_t>> by_source;
  const train::Clip& from = set.clips[clip];
  for (std::size_t n = 0; n < from.notes.size(); ++n) {
    if (family_of_note(from, n) != train::kUnknownFamily)
      by_source[from.note_sources[n]].push_back(n);
  }
  std::vector<int> sources;
  for (const auto& [source, notes] : by_source) sources.push_back(source);
  ClipNotes drawn{clip, {}};
  for (const int source : draw(sources, recipe.sources_of_clip, rng)) {
    const auto notes = draw(by_source[source], recipe.notes_of_source, rng);
    drawn.notes.insert(drawn.notes.end(), notes.begin(), notes.end());
  }
  return drawn;
}

std::vector<Scene> draw_scenes(const train::ClipSet& set, int clips, const PatchRecipe& recipe,
                               core::Rng& rng) {
  std::vector<Scene> scenes;
  const int last = static_cast<int>(set.clips.size()) - 1;
  for (int i = 0; i < clips; ++i) {
    const auto clip = static_cast<std::size_t>(rng.integer(0, last));
    ClipNotes drawn = draw_notes(set, clip, recipe, rng);
    const bool may_join =
        recipe.company > 0.0 && i % 2 == 1 && rng.chance(recipe.company) &&
        set.clips[clip].source_count() + set.clips[scenes.back().front().clip].source_count() <=
            kMostSourcesTogether;
    if (may_join) {
      scenes.back().push_back(std::move(drawn));
    } else {
      scenes.push_back({std::move(drawn)});
    }
  }
  return scenes;
}

PatchBatch make_patches(const train::ClipSet& set, const std::vector<Scene>& scenes,
                        const InstrumentRecipe& recipe, std::vector<core::Rng> rng, int threads) {
  std::vector<std::size_t> first(scenes.size() + 1, 0);
  for (std::size_t i = 0; i < scenes.size(); ++i) first[i + 1] = first[i] + note_count(scenes[i]);
  const auto count = static_cast<std::int64_t>(first.back());
  PatchBatch batch;
  batch.patches = torch::empty({count, recipe.network.frames, recipe.network.numbers()});
  batch.families = torch::empty({count}, torch::kLong);
  const train::Recolour recolour(set.features);
  const ScenePatches patches{set, recipe, recolour};
  auto* out = batch.patches.data_ptr<float>();
  auto* families = batch.families.data_ptr<std::int64_t>();
  core::parallel_for(scenes.size(), threads, [&](std::size_t i) {
    patches.fill(scenes[i], rng.empty() ? nullptr : &rng[i],
                 out + first[i] * parts::patch_size(recipe.network), families + first[i]);
  });
  for (const Scene& scene : scenes) {
    for (const ClipNotes& chosen : scene) {
      std::vector<int>& sources = batch.sources.emplace_back();
      for (const std::size_t n : chosen.notes)
        sources.push_back(set.clips[chosen.clip].note_sources[n]);
    }
  }
  return batch;
}

}  // namespace divisi::timbre
