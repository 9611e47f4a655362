/// Clips to train on: their features, held in memory at a byte a cell, and their notes.
///
/// Features are computed once and kept beside each clip, so that a run starts at once.
///
/// Errors    not_found, corrupt, io: naming the clip and what is wrong with it.
/// Thread    immutable once loaded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "divisi/error.h"
#include "divisi/score.h"
#include "train/clip_features.h"

namespace divisi::train {

inline constexpr int kUnknownFamily = -1;

struct Clip {
  std::string name;
  int frame_count = 0;
  std::vector<std::uint8_t> features;  ///< [T, F, M]
  std::vector<Note> notes;             ///< ordered by onset
  std::vector<int> note_sources;       ///< who plays each note: 0, 1, ... in order of appearance
  /// What each source sounds like, [S, D], where somebody has measured it; else empty.
  std::vector<std::vector<float>> source_vectors;
  /// What plays each source, [S], where clip.json says so; else empty.
  std::vector<std::string> players;
  std::vector<int> families;  ///< [S] of the players; kUnknownFamily; empty: nobody asked
  std::vector<Note> drums;    ///< percussion keys; empty where drums.csv is missing

  int source_count() const;
};

struct ClipSet {
  ClipFeatures features;
  std::vector<Clip> clips;

  double duration_s() const;
};

/// The features of a recording, a byte a cell: [T, F, M].
Expected<std::string> features_of(const std::filesystem::path& audio, const ClipFeatures& features);

/// Loads every folder in `directories` that holds `mix.flac` and `notes.csv`, in order of name;
/// `drums.csv` where it is there.
Expected<ClipSet> load_clips(const std::vector<std::filesystem::path>& directories,
                             const ClipFeatures& features, int threads, const core::GoOn& go_on);

}  // namespace divisi::train
