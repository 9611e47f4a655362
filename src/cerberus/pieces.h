/// Pieces with stems by instrument, and where in them all wanted instruments play.
///
/// Source    arXiv 1910.12621, section 4: coherent mixtures of the stems of one piece, one of each
///           instrument; where a piece has several of one, all combinations. What "active" means is
///           not in the paper: cerberus/recipe.h, CropRecipe.
/// Errors    those of the collections' readers; not_found: no piece, or no stretch, where all
///           instruments play, naming folder and instruments.
/// Thread    immutable once loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
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
};

struct Piece {
  std::string id;
  StemFile sound;
  std::vector<PieceStem> stems;  ///< as many as in `sound`
};

/// A stretch in which all of its stems play, one for each wanted instrument in their order.
struct Crop {
  int piece = 0;
  std::int64_t first_sample = 0;
  std::vector<int> stems;  ///< indices among the piece's
};

struct CropSet {
  std::vector<Piece> pieces;
  std::vector<Crop> crops;

  /// Of all pieces.
  double duration_s() const;
};

/// Which of models::kCerberusInstruments the source of a collection is: "guitar", "guitar 2", and
/// Slakh's "S03 Guitar", "drums:S01", "S05 Strings (continued)"; -1 for others.
int instrument_of_source(const std::string& source);

/// Samples that a crop of `frames` frames is made of: frames are centred on multiples of the hop.
std::int64_t crop_samples(int frames);

/// Folders as divisi synth writes them, or Slakh's (with train, validation or test inside). Of
/// pieces that know their split, those of `split` are taken.
Expected<CropSet> load_crops(const std::vector<std::filesystem::path>& folders,
                             const std::string& split, const CerberusRecipe& recipe, int threads,
                             const std::function<void(const std::string&)>& log);

}  // namespace divisi::cerberus
