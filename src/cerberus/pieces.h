/// Pieces with stems by instrument, and where in them all wanted instruments play.
///
/// Source    arXiv 1910.12621, section 4: coherent mixtures of the stems of one piece, one of each
///           instrument (data/band_pieces.h), where all of them are active (cerberus/recipe.h;
///           levels are kept with the stems, so that no sound is read to find crops).
/// Errors    those of the collections' readers; not_found: no piece, or no stretch, where all
///           instruments play, naming folder and instruments.
/// Thread    immutable once loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cerberus/recipe.h"
#include "cerberus/stem_file.h"
#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::cerberus {

struct PieceStem {
  int instrument = 0;       ///< index among models::kCerberusInstruments
  std::vector<Note> notes;  ///< in order of onset; unknown velocities are 64
  std::shared_ptr<const StemFile> sound = {};
};

/// One stem for each wanted instrument, in the recipe's order.
struct Piece {
  std::string id;
  std::vector<PieceStem> stems;
  std::int64_t samples = 0;  ///< that all of them have
};

/// A stretch in which all stems play.
struct Crop {
  int piece = 0;
  std::int64_t first_sample = 0;
};

struct CropSet {
  std::vector<Piece> pieces;
  std::vector<Crop> crops;

  /// Of all pieces.
  double duration_s() const;
};

/// Samples that a crop of `frames` frames is made of: frames are centred on multiples of the hop.
std::int64_t crop_samples(int frames);

/// Folders as divisi synth writes them, or Slakh's (with train, validation or test inside). Of
/// pieces that know their split, those of `split` are taken.
Expected<CropSet> load_crops(const std::vector<std::filesystem::path>& folders,
                             const std::string& split, const CerberusRecipe& recipe, int threads,
                             const std::function<void(const std::string&)>& log);

}  // namespace divisi::cerberus
