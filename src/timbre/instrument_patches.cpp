#include "timbre/instrument_patches.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/parallel.h"
#include "parts/note_patch.h"
#include "train/augment.h"

namespace divisi::timbre {
namespace {

/// The frames of one note as floats, recoloured or not.
class Rows {
 public:
  Rows(const train::ClipFeatures& features, const train::Recolour& recolour)
      : features_(features), recolour_(recolour) {}

  parts::FeatureRows cut(const train::Clip& clip, long first, long count,
                         const train::Colour* colour, core::Rng* rng) {
    const long begin = std::clamp<long>(first, 0, clip.frame_count);
    const long end = std::clamp<long>(first + count, begin, clip.frame_count);
    const auto cells = static_cast<std::size_t>(features_.cell_count());
    rows_.resize(static_cast<std::size_t>(end - begin) * cells);
    for (long t = begin; t < end; ++t) {
      const std::uint8_t* bytes = clip.features.data() + static_cast<std::size_t>(t) * cells;
      float* row = rows_.data() + static_cast<std::size_t>(t - begin) * cells;
      if (colour != nullptr) {
        recolour_.apply(bytes, *colour, *rng, row);
      } else {
        std::transform(bytes, bytes + cells, row,
                       [this](std::uint8_t byte) { return features_.value_of(byte); });
      }
    }
    return {rows_.data(), begin, end - begin};
  }

 private:
  const train::ClipFeatures& features_;
  const train::Recolour& recolour_;
  std::vector<float> rows_;
};

/// Which pitches sound around a note, by the clip's truth.
class Sounding {
 public:
  Sounding(const train::Clip& clip, const FrameGrid& frames) : clip_(clip), frames_(frames) {}

  parts::SoundingRows cut(long first, long count) {
    parts::SoundingRows rows;
    rows.first = first;
    rows.count = count;
    cells_.assign(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows.pitches), 0);
    for (const Note& note : clip_.notes) {
      const parts::PatchPlace place = parts::place_of(note, frames_);
      if (place.onset_frame >= first + count) break;  // they are in order of onset
      const int pitch = note.pitch_midi - PitchGrid{}.lowest_midi;
      if (pitch < 0 || pitch >= rows.pitches) continue;
      const long end = std::min(place.end_frame + 1, first + count);
      for (long t = std::max(place.onset_frame, first); t < end; ++t)
        cells_[static_cast<std::size_t>((t - first) * rows.pitches + pitch)] = 1;
    }
    rows.cells = cells_.data();
    return rows;
  }

 private:
  const train::Clip& clip_;
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

/// One clip's notes, from row `to` of the batch on.
struct ClipPatches {
  const train::ClipSet& set;
  const InstrumentRecipe& recipe;
  const train::Recolour& recolour;

  void fill(const ClipNotes& chosen, core::Rng* rng, float* out, std::int64_t* families) const {
    const train::Clip& clip = set.clips[chosen.clip];
    const FrameGrid frames = set.features.frames();
    const models::InstrumentNetSpec& spec = recipe.network;
    std::optional<train::Colour> colour;
    if (rng != nullptr) colour = train::draw_colour(set.features.bin_count, recipe.augment, *rng);
    Rows rows(set.features, recolour);
    Sounding sounding(clip, frames);
    for (const std::size_t n : chosen.notes) {
      const Note& note = clip.notes[n];
      parts::PatchPlace place = parts::place_of(note, frames);
      if (rng != nullptr)
        place.onset_frame +=
            rng->integer(-recipe.patches.jitter_frames, recipe.patches.jitter_frames);
      const parts::FeatureRows cut = rows.cut(clip, place.onset_frame - spec.frames_before,
                                              spec.frames, colour ? &*colour : nullptr, rng);
      parts::fill_patch(
          spec, cut, sounding.cut(place.onset_frame - spec.frames_before, spec.frames), place, out);
      *families++ = family_of_note(clip, n);
      out += parts::patch_size(spec);
    }
  }
};

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

PatchBatch make_patches(const train::ClipSet& set, const std::vector<ClipNotes>& notes,
                        const InstrumentRecipe& recipe, std::vector<core::Rng> rng, int threads) {
  std::vector<std::size_t> first(notes.size() + 1, 0);
  for (std::size_t i = 0; i < notes.size(); ++i) first[i + 1] = first[i] + notes[i].notes.size();
  const auto count = static_cast<std::int64_t>(first.back());
  PatchBatch batch;
  batch.patches = torch::empty({count, recipe.network.frames, recipe.network.numbers()});
  batch.families = torch::empty({count}, torch::kLong);
  const train::Recolour recolour(set.features);
  const ClipPatches patches{set, recipe, recolour};
  auto* out = batch.patches.data_ptr<float>();
  auto* families = batch.families.data_ptr<std::int64_t>();
  core::parallel_for(notes.size(), threads, [&](std::size_t i) {
    patches.fill(notes[i], rng.empty() ? nullptr : &rng[i],
                 out + first[i] * parts::patch_size(recipe.network), families + first[i]);
  });
  for (const ClipNotes& chosen : notes) {
    std::vector<int>& sources = batch.sources.emplace_back();
    for (const std::size_t n : chosen.notes)
      sources.push_back(set.clips[chosen.clip].note_sources[n]);
  }
  return batch;
}

}  // namespace divisi::timbre
