/// A model's probabilities, as exchanged with other programs: frames.npy, times.npy, meta.json.
///
/// Layout    frames.npy [T, P] float: probability that the key sounds; times.npy [T] seconds,
///           rising; meta.json {"midi_min": key of column 0, "frame_threshold": the model's own,
///           "has_sources": bool}.
/// Errors    not_found, io; corrupt: naming the file, what was found and expected.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "divisi/error.h"
#include "divisi/evidence.h"
#include "divisi/grid.h"

namespace divisi::eval {

struct Posterior {
  Map2d frame;                 ///< [T, P], no NaN
  std::vector<double> time_s;  ///< [T], rising; T >= 1
  PitchGrid pitches;
  std::optional<double> frame_threshold;
};

/// Nothing when `folder` has no frames.npy.
Expected<std::optional<Posterior>> read_posterior(const std::filesystem::path& folder);

Posterior posterior_of(const Evidence& evidence);

/// The posterior at t = k hop_s, [frame_count, 88] from MIDI 21: from the nearest frame, the
/// earlier one where two are equally near; 0 for keys that the model lacks and 50 ms after its last
/// frame.
Map2d sample_posterior(const Posterior& posterior, double hop_s, std::size_t frame_count);

}  // namespace divisi::eval
