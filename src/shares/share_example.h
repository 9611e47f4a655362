/// Stretches of recordings whose stems are known, as separation sees them: what the share network
/// learns from.
///
/// A recording is transcribed by the product, or its true notes are taken, and spectra are learned
/// from it as for its stems (engine/learned_shares.h). Of a few stretches the levels, the fitted
/// shares and what would have been best are kept.
///
/// Best is what brings the stem nearest to the source in the sense of least squares: of a band the
/// real factor Re<X, S> / <X, X> over its bins (the truncated phase-sensitive mask of Erdogan et
/// al. 2015, for a band instead of a bin), so that the error of any other share g is known without
/// a transform: |S|^2 - 2 g Re<X, S> + g^2 |X|^2.
///
/// Several estimated parts may belong to one true source; the residual has all sources that no part
/// belongs to: together a group.
///
/// Shapes    T frames a half window apart, B = separate::kBands, S = parts and residual,
///           G = groups, the last that of the residual.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "data/dataset.h"
#include "divisi/transcriber.h"

namespace divisi::shares {

struct ShareExample {
  torch::Tensor levels;    ///< half [T, B], of the recording's root mean square level
  torch::Tensor weights;   ///< half [T, B], magnitudes in the same unit: their square is the energy
  torch::Tensor shares;    ///< half [T, S, B]
  torch::Tensor targets;   ///< half [T, G, B], 0 to 1
  torch::Tensor groups;    ///< int64 [S]
  torch::Tensor sounds;    ///< int64 [S], engine::sound_of()
  torch::Tensor energies;  ///< float [T, G], of the true sources, in the unit of weights^2
};

/// How a recording's notes come about.
enum class NotesFrom {
  told,  ///< the product, told which of the band's classes play; groups by their names
  ear,   ///< the product; a part belongs to the source that most of what it has is of
  truth  ///< the annotation
};

struct ExampleOptions {
  NotesFrom notes = NotesFrom::ear;
  int stretches = 2;
  int frames = 160;
  std::uint64_t seed = 1;
};

/// Errors: those of reading and of transcribing. Clips shorter than a stretch have none.
Expected<std::vector<ShareExample>> make_examples(const Transcriber& transcriber,
                                                  const data::Clip& clip,
                                                  const ExampleOptions& options);

}  // namespace divisi::shares
