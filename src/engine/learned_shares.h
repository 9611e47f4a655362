/// The first of separation's two readings: what the parts of a score sound like in a recording.
///
/// Errors    those of engine/stretch_reader.h.
/// Thread    safe for different recordings.
#pragma once

#include <filesystem>
#include <memory>

#include "divisi/score.h"
#include "divisi/stems.h"
#include "separate/fitted_shares.h"

namespace divisi::engine {

struct LearnedShares {
  std::unique_ptr<separate::FittedShares> fitted;
  float reference_level = 1.0F;  ///< root mean square of the levels that were read
};

/// Of the stretch that `options` name. `score` must outlive what comes out.
Expected<LearnedShares> learn_shares(const std::filesystem::path& recording, const Score& score,
                                     const StemOptions& options,
                                     const ProgressFunction& progress = {});

}  // namespace divisi::engine
