/// Whole pieces with their sources: what slot models learn from and are measured on.
///
/// Source    Taenzer 2026 (arXiv 2606.01460v1), section IV-A.
/// Units     seconds, MIDI pitches.
/// Errors    those of the collection's reader and of the split file; invalid_argument: a collection
///           without sources, or a piece that is in the folder and not in the split file, or the
///           other way round, naming both.
/// Thread    safe.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "divisi/error.h"
#include "divisi/score.h"

namespace divisi::slots {

/// One pitched source: percussion has none here, though the mixture has it.
struct SourceTruth {
  std::string name;             ///< unique within the piece: "violin 2", "1 vn"
  std::string family;           ///< brass, keyboards, strings or woodwinds; empty: none of them
  std::filesystem::path audio;  ///< by itself; empty where the collection has no stems (MusicNet)
  std::vector<Note> notes;      ///< in order of onset; pitches rounded to semitones
};

struct SlotPiece {
  std::string id;
  std::string split;  ///< train, validation or test
  std::filesystem::path mix;
  std::vector<SourceTruth> sources;  ///< those with notes, in the order of the stems
  /// False where something pitched sounds without notes: then precision means nothing.
  bool is_fully_annotated = true;
};

/// The collections that have sources: mshoxxdb, musicnet, synthetic, urmp.
std::vector<std::string> slot_collections();

/// In order of id. Without a split file (an empty path) the collection's own split holds; where it
/// has none, of every six pieces in order of id the fifth validates and the sixth tests.
Expected<std::vector<SlotPiece>> load_slot_pieces(const std::string& dataset,
                                                  const std::filesystem::path& folder,
                                                  const std::filesystem::path& split_file = {});

}  // namespace divisi::slots
