/// Random changes of what a segment sounds like: what recordings differ in.
///
/// Source    In the energy domain: a feature x stands for an energy e (features/log_energy.h), and
/// a
///           change of level, equaliser and added noise turns it into g(bin) e + n(bin).
/// Thread    const-safe; a random generator for each segment.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/rng.h"
#include "train/clip_features.h"
#include "train/recipe.h"

namespace divisi::train {

/// Of one segment: energies are multiplied by `gain` and raised by `noise`, for each bin.
struct Colour {
  std::vector<float> gain;
  std::vector<float> noise;
};

Colour draw_colour(int bin_count, const AugmentRecipe& recipe, core::Rng& rng);

/// Recolours the bytes of clips. Requires: features.energy_scale.
class Recolour {
 public:
  explicit Recolour(const ClipFeatures& features);

  /// The energies of one frame [F, M] of bytes are added to `out` [F, M], `bins` higher (lower
  /// where negative); what falls off the end is lost. Noise fluctuates as the energy of a narrow
  /// band does.
  void add_energies(const std::uint8_t* bytes, const Colour& colour, int bins, core::Rng& rng,
                    float* out) const;
  /// One frame of energies to features, in place.
  void to_features(float* frame) const;

 private:
  int bin_count_;
  int map_count_;
  float per_eps_;
  float per_scale_;
  std::array<float, 256> energy_;  ///< what each byte stands for
};

}  // namespace divisi::train
