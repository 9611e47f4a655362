/// Clips to train on: their features, held in memory at a byte a cell, and their notes.
///
/// A cell keeps 256 steps of about 0.35 dB, far finer than what the augmentation changes. Features
/// are computed once and kept beside each clip (`features.u8`), so that a run starts at once.
///
/// Errors    not_found, corrupt, io: naming the clip and what is wrong with it.
/// Thread    immutable once loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/grid.h"
#include "divisi/score.h"
#include "features/feature_extractor.h"

namespace divisi::train {

/// A feature of 1.0 (a full-scale sine) is kept as this.
inline constexpr float kStepsPerUnit = 200.0f;

struct Clip {
  std::string name;
  int frame_count = 0;
  std::vector<std::uint8_t> features;  ///< [T, 288, M]
  std::vector<Note> notes;             ///< ordered by onset
};

struct ClipSet {
  features::FeatureSpec spec;
  FrameGrid frames;
  std::vector<Clip> clips;

  double duration_s() const;
};

/// Loads every folder in `directories` that holds `mix.flac` and `notes.csv`, in order of name.
Expected<ClipSet> load_clips(const std::vector<std::filesystem::path>& directories,
                             const features::FeatureSpec& spec, int threads,
                             const std::function<void(std::size_t done, std::size_t of)>& progress);

}  // namespace divisi::train
