/// Patches of notes whose players' families are known, for training and validation.
///
/// Shapes    N notes, T frames, I numbers of a frame.
/// Thread    const-safe.
#pragma once

#include <filesystem>
#include <vector>

#include <torch/torch.h>

#include "core/rng.h"
#include "divisi/error.h"
#include "parts/player_families.h"
#include "timbre/instrument_recipe.h"
#include "train/clip_set.h"

namespace divisi::timbre {

/// Notes of one clip.
struct ClipNotes {
  std::size_t clip = 0;
  std::vector<std::size_t> notes;
};

/// What is heard at once: one clip, or two.
using Scene = std::vector<ClipNotes>;

struct PatchBatch {
  torch::Tensor patches;                  ///< [N, T, I]
  torch::Tensor families;                 ///< [N] of parts::kFamilies
  std::vector<std::vector<int>> sources;  ///< of each clip, one for each of its notes
};

/// Who is of which family: recipes/timbre/families.json.
/// Errors    invalid_argument: no file is named; those of reading it.
Expected<parts::PlayerFamilies> read_families(const std::filesystem::path& path);

/// Sets Clip::families by such a file, and drops clips in which nobody's is known.
/// Errors    those of read_families(); invalid_argument: no clip is left.
Expected<void> label_families(const std::filesystem::path& families, train::ClipSet& set);

/// The family of a note; train::kUnknownFamily where nobody knows.
int family_of_note(const train::Clip& clip, std::size_t note);

/// Some notes of each of some sources of a clip.
ClipNotes draw_notes(const train::ClipSet& set, std::size_t clip, const PatchRecipe& recipe,
                     core::Rng& rng);

/// Some notes of `clips` random clips, heard one by one or in twos.
std::vector<Scene> draw_scenes(const train::ClipSet& set, int clips, const PatchRecipe& recipe,
                               core::Rng& rng);

/// `rng`, one stream for each scene: recolours (train/augment.h), transposes and shifts onsets;
/// empty: none of these. Requires: then each scene is one clip.
PatchBatch make_patches(const train::ClipSet& set, const std::vector<Scene>& scenes,
                        const InstrumentRecipe& recipe, std::vector<core::Rng> rng, int threads);

}  // namespace divisi::timbre
