/// Recordings of one instrument each, to be mixed while training.
///
/// The constant-Q transform is linear: that of a mixture is the sum of its parts', so pieces are
/// transformed once and mixtures cost an addition.
///
/// Source    Li and Zhu (timbreAMT): mixtures of single-instrument pieces of different classes,
///           sum of w_i x_i over sum of w_i with w_i uniform in [0.8, 1.2].
/// Shapes    constant-Q cells [T, 288], active [T, 84] from MIDI 24.
/// Thread    immutable once loaded.
/// Deviates  a weight is drawn for each part of each mixture, theirs for each batch.
#pragma once

#include <complex>
#include <filesystem>
#include <string>
#include <vector>

#include "core/rng.h"
#include "divisi/error.h"
#include "divisi/grid.h"
#include "parts/cell_clustering.h"
#include "parts/note_embeddings.h"

namespace divisi::timbre {

/// Rulers of the published front end and of its embeddings.
parts::EmbeddingGrid published_grid();

struct SoloPiece {
  std::string name;
  int timbre_class = 0;
  int frame_count = 0;
  std::vector<std::complex<float>> cells;
  std::vector<char> active;
};

/// Errors    invalid_argument: samples that no transform is defined for.
Expected<SoloPiece> make_solo_piece(const std::vector<float>& samples,
                                    const std::vector<Note>& notes, int timbre_class);

/// Each NNNNNN/{mix.flac,notes.csv,clip.json} below `folder` (divisi synth, kind "classes").
/// Errors    those of the files; corrupt where clip.json has no single number "timbre_class".
Expected<std::vector<SoloPiece>> load_solo_pieces(const std::filesystem::path& folder, int threads);

/// What is heard, and who is where.
struct Mixture {
  Map2d energy;                      ///< [T, 288], normalised over these frames
  Map2d mask;                        ///< [T, 84], 1 where somebody sounds, else 0
  std::vector<parts::Cell> anchors;  ///< those cells, or some of them
  std::vector<char> labels;          ///< [anchors, source_count]
  int source_count = 0;
};

struct MixtureOptions {
  int least_sources = 2;
  int most_sources = 2;
  int crop_frames = 256;
  int most_anchors = 512;  ///< more are thinned out evenly at random
};

/// Pieces of different classes, each from a random frame of its own.
/// Requires: at least `most_sources` classes among the pieces.
Mixture draw_mixture(const std::vector<SoloPiece>& pieces, const MixtureOptions& options,
                     core::Rng& rng);

}  // namespace divisi::timbre
